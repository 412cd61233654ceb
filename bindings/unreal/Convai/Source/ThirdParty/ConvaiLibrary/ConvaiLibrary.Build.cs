using System.IO;
using UnrealBuildTool;

// The native library: its headers, and one file per platform. Nothing is compiled here.
//
//     include/                             convai.h, convai.hpp and convai/
//     lib/Linux/libconvai.so               lib/LinuxArm64/libconvai.so
//     lib/Win64/convai.dll                 lib/Win64/convai.dll.lib
//     lib/Mac/libconvai.dylib
//     lib/Android/arm64-v8a/libconvai.so   lib/Android/x86_64/libconvai.so
//     lib/IOS/convai.framework/
//
// Where a platform's file is not there, the plugin is built all the same, and says at run time what is missing.
public class ConvaiLibrary : ModuleRules
{
	public ConvaiLibrary(ReadOnlyTargetRules Target) : base(Target)
	{
		Type = ModuleType.External;

		string Include = Path.Combine(ModuleDirectory, "include");
		if (!File.Exists(Path.Combine(Include, "convai.hpp")))
		{
			throw new BuildException("The Convai plugin has no " + Path.Combine(Include, "convai.hpp") + ": take the plugin from its zip, or stage it with 'python3 bindings/unreal/package.py --stage FOLDER'.");
		}
		PublicSystemIncludePaths.Add(Include);

		string Libraries = Path.Combine(ModuleDirectory, "lib");
		string RuntimeFile = null;
		bool bLinked = false;

		if (Target.Platform == UnrealTargetPlatform.Win64)
		{
			// Delay-loaded, so that the module itself loads without the DLL; it looks for the file first.
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
			// The file has to go into the APK, which is what this list is for.
			AdditionalPropertiesForReceipt.Add("AndroidPlugin", Path.Combine(ModuleDirectory, "ConvaiLibrary_APL.xml"));
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

		// The one entry: the file stays where it is in the plugin, in the editor and in a packaged game alike.
		if (RuntimeFile != null && File.Exists(RuntimeFile))
		{
			RuntimeDependencies.Add(RuntimeFile);
		}

		// Linking on Linux, macOS and Android would make the module itself fail to load where the file is missing. There
		// the functions are looked up by name once the file is loaded: see Private/Core/LateBinding.h.
		PublicDefinitions.Add("CONVAI_LATE_BINDING=" + (bLinked ? "0" : "1"));
	}
}
