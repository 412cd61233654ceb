using UnrealBuildTool;

// The editor module: connection check. It is not packaged with a game.
public class ConvaiNativeEditor : ModuleRules
{
	public ConvaiNativeEditor(ReadOnlyTargetRules Target) : base(Target)
	{
		PCHUsage = PCHUsageMode.UseExplicitOrSharedPCHs;

		PrivateDependencyModuleNames.AddRange(new string[] {
			"Core", "CoreUObject", "Engine", "Slate", "SlateCore", "ToolMenus", "ConvaiNative"
		});
	}
}
