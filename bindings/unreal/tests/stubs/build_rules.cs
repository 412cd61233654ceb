// A stub of the part of UnrealBuildTool that the .Build.cs files use: see README.md. The program creates the rules of one
// module for one platform and prints each value that they set on a line.
using System;
using System.Collections.Generic;
using System.Reflection;

namespace UnrealBuildTool
{
	public class BuildException : Exception { public BuildException(string Message) : base(Message) { } }

	public class UnrealTargetPlatform
	{
		public static readonly UnrealTargetPlatform Win64 = new UnrealTargetPlatform(), Mac = new UnrealTargetPlatform(),
			Linux = new UnrealTargetPlatform(), LinuxArm64 = new UnrealTargetPlatform(), Android = new UnrealTargetPlatform(),
			IOS = new UnrealTargetPlatform();
	}

	public class ReadOnlyTargetRules { public UnrealTargetPlatform Platform; }

	public class Dependencies : List<string> { }

	public class Receipt { public void Add(string Name, string Value) { Console.WriteLine("Receipt " + Name + "=" + Value); } }

	public class ModuleRules
	{
		public enum ModuleType { CPlusPlus, External }
		public enum PCHUsageMode { UseExplicitOrSharedPCHs }
		public class Framework
		{
			public readonly string Path;
			public Framework(string Name, string Path, string CopyBundledAssets, bool bCopyFramework) { this.Path = Path; }
		}

		public static string Folder;
		public string ModuleDirectory { get { return Folder; } }
		public ModuleType Type = ModuleType.CPlusPlus;
		public PCHUsageMode PCHUsage;
		public readonly List<string> PublicSystemIncludePaths = new List<string>(), PublicAdditionalLibraries = new List<string>(),
			PublicDelayLoadDLLs = new List<string>(), PublicDefinitions = new List<string>(), PublicFrameworks = new List<string>(),
			PublicDependencyModuleNames = new List<string>(), PrivateDependencyModuleNames = new List<string>();
		public readonly List<Framework> PublicAdditionalFrameworks = new List<Framework>();
		public readonly Dependencies RuntimeDependencies = new Dependencies();
		public readonly Receipt AdditionalPropertiesForReceipt = new Receipt();

		public ModuleRules(ReadOnlyTargetRules Target) { }
	}
}

public static class PrintRules
{
	// Arguments: the name of the module, its folder, the platform.
	public static int Main(string[] Arguments)
	{
		UnrealBuildTool.ModuleRules.Folder = Arguments[1];
		var Target = new UnrealBuildTool.ReadOnlyTargetRules();
		Target.Platform = (UnrealBuildTool.UnrealTargetPlatform)typeof(UnrealBuildTool.UnrealTargetPlatform).GetField(Arguments[2]).GetValue(null);
		UnrealBuildTool.ModuleRules Rules;
		try
		{
			Rules = (UnrealBuildTool.ModuleRules)Activator.CreateInstance(Type.GetType(Arguments[0]), Target);
		}
		catch (TargetInvocationException Failure)
		{
			Console.WriteLine("Refused " + Failure.InnerException.Message);
			return 0;
		}
		Console.WriteLine("Type " + Rules.Type);
		Print("Include", Rules.PublicSystemIncludePaths);
		Print("Link", Rules.PublicAdditionalLibraries);
		Print("DelayLoad", Rules.PublicDelayLoadDLLs);
		Print("Define", Rules.PublicDefinitions);
		Print("Runtime", Rules.RuntimeDependencies);
		Print("SystemFramework", Rules.PublicFrameworks);
		Print("Depends", Rules.PublicDependencyModuleNames);
		Print("Depends", Rules.PrivateDependencyModuleNames);
		foreach (var Each in Rules.PublicAdditionalFrameworks) Console.WriteLine("Framework " + Each.Path);
		return 0;
	}

	static void Print(string Name, List<string> Values)
	{
		foreach (var Value in Values) Console.WriteLine(Name + " " + Value);
	}
}
