using System.IO;
using UnrealBuildTool;

// The native library: its headers and one file per platform. This module compiles nothing.
//
//     include/                             convai.h, convai.hpp and convai/
//     lib/Linux/libconvai.so               lib/LinuxArm64/libconvai.so
//     lib/Win64/convai.dll                 lib/Win64/convai.dll.lib
//     lib/Mac/libconvai.dylib
//     lib/Android/arm64-v8a/libconvai.so   lib/Android/x86_64/libconvai.so
//     lib/IOS/convai.framework/
//
// If the file of a platform is missing, the plugin still builds and reports the missing file at run time.
public class ConvaiNativeLibrary : ModuleRules
{
	public ConvaiNativeLibrary(ReadOnlyTargetRules Target) : base(Target)
	{
		Type = ModuleType.External;

		string Include = Path.Combine(ModuleDirectory, "include");
		if (!File.Exists(Path.Combine(Include, "convai.hpp")))
		{
			throw new BuildException("The Convai Native plugin has no " + Path.Combine(Include, "convai.hpp") + ": install the plugin from its zip, or stage it with 'python3 bindings/unreal/package.py --stage FOLDER'.");
		}
		PublicSystemIncludePaths.Add(Include);

		string Libraries = Path.Combine(ModuleDirectory, "lib");
		string RuntimeFile = null;
		bool bLinked = false;

		if (Target.Platform == UnrealTargetPlatform.Win64)
		{
			// With delay loading, the plugin module loads without the DLL. It checks for the file before its first call.
			RuntimeFile = Path.Combine(Libraries, "Win64", "convai.dll");
			string ImportLibrary = Path.Combine(Libraries, "Win64", "convai.dll.lib");
			if (File.Exists(ImportLibrary))
			{
				PublicAdditionalLibraries.Add(ImportLibrary);
				PublicDelayLoadDLLs.Add("convai.dll");
				bLinked = true;
			}
		}
		else if (Target.Platform == UnrealTargetPlatform.Mac)
		{
			RuntimeFile = Path.Combine(Libraries, "Mac", "libconvai.dylib");
		}
		else if (Target.Platform == UnrealTargetPlatform.Linux)
		{
			RuntimeFile = Path.Combine(Libraries, "Linux", "libconvai.so");
		}
		else if (Target.Platform == UnrealTargetPlatform.LinuxArm64)
		{
			RuntimeFile = Path.Combine(Libraries, "LinuxArm64", "libconvai.so");
		}
		else if (Target.Platform == UnrealTargetPlatform.Android)
		{
			// This list copies the file into the APK.
			AdditionalPropertiesForReceipt.Add("AndroidPlugin", Path.Combine(ModuleDirectory, "ConvaiNativeLibrary_APL.xml"));
		}
		else if (Target.Platform == UnrealTargetPlatform.IOS)
		{
			string Framework = Path.Combine(Libraries, "IOS", "convai.framework");
			if (Directory.Exists(Framework))
			{
				PublicAdditionalFrameworks.Add(new Framework("convai", Framework, null, true));
				bLinked = true;
			}
		}

		// The file is staged at its path in the plugin. The editor and a packaged game load it from there.
		if (RuntimeFile != null && File.Exists(RuntimeFile))
		{
			RuntimeDependencies.Add(RuntimeFile);
		}

		// A linked module does not load if the file is missing. On Linux, macOS and Android the module is therefore not
		// linked and looks up the functions by name after it has loaded the file: see Private/Core/LateBinding.h.
		PublicDefinitions.Add("CONVAINATIVE_LATE_BINDING=" + (bLinked ? "0" : "1"));
	}
}
