using UnrealBuildTool;

// The runtime module: subsystem, component, nodes and settings.
public class ConvaiNative : ModuleRules
{
	public ConvaiNative(ReadOnlyTargetRules Target) : base(Target)
	{
		PCHUsage = PCHUsageMode.UseExplicitOrSharedPCHs;

		PublicDependencyModuleNames.AddRange(new string[] { "Core", "CoreUObject", "DeveloperSettings", "Engine", "InputCore" });
		PrivateDependencyModuleNames.AddRange(new string[] { "AudioCaptureCore", "ConvaiNativeLibrary", "Projects" });

		// The permission of the player to use the microphone.
		if (Target.Platform == UnrealTargetPlatform.Android)
		{
			PrivateDependencyModuleNames.Add("AndroidPermission");
		}
		else if (Target.Platform == UnrealTargetPlatform.Mac || Target.Platform == UnrealTargetPlatform.IOS)
		{
			PublicFrameworks.Add("AVFoundation");
		}
	}
}
