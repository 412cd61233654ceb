using UnrealBuildTool;

// The editor module: connection check, pickers and icons. It is not packaged with a game.
public class ConvaiNativeEditor : ModuleRules
{
	public ConvaiNativeEditor(ReadOnlyTargetRules Target) : base(Target)
	{
		PCHUsage = PCHUsageMode.UseExplicitOrSharedPCHs;

		PrivateDependencyModuleNames.AddRange(new string[] {
			"Core", "CoreUObject", "Engine", "Projects", "PropertyEditor", "Slate", "SlateCore", "ToolMenus", "ConvaiNative"
		});
	}
}
