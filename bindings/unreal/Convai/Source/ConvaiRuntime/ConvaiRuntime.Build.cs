using UnrealBuildTool;

// Called ConvaiRuntime and not Convai: a module called Convai would get a macro CONVAI_API, which convai.h uses itself.
public class ConvaiRuntime : ModuleRules
{
	public ConvaiRuntime(ReadOnlyTargetRules Target) : base(Target)
	{
		PCHUsage = PCHUsageMode.UseExplicitOrSharedPCHs;

		PublicDependencyModuleNames.AddRange(new string[] { "Core", "CoreUObject", "Engine" });
		PrivateDependencyModuleNames.AddRange(new string[] { "ConvaiLibrary", "Projects" });
	}
}
