using UnrealBuildTool;

// The settings page and the connection check. Not part of a game.
public class ConvaiEditor : ModuleRules
{
	public ConvaiEditor(ReadOnlyTargetRules Target) : base(Target)
	{
		PCHUsage = PCHUsageMode.UseExplicitOrSharedPCHs;

		PrivateDependencyModuleNames.AddRange(new string[] {
			"Core", "CoreUObject", "Engine", "Slate", "SlateCore", "Settings", "ToolMenus", "ConvaiRuntime"
		});
	}
}
