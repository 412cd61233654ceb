using UnrealBuildTool;

// The runtime module: subsystem, component, nodes and settings.
public class ConvaiNative : ModuleRules
{
	public ConvaiNative(ReadOnlyTargetRules Target) : base(Target)
	{
		PCHUsage = PCHUsageMode.UseExplicitOrSharedPCHs;

		PublicDependencyModuleNames.AddRange(new string[] { "Core", "CoreUObject", "DeveloperSettings", "Engine" });
		PrivateDependencyModuleNames.AddRange(new string[] { "ConvaiNativeLibrary", "Projects" });
	}
}
