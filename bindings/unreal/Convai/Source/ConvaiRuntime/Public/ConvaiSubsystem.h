// The connection of a running game to the service.

#pragma once

#include "CoreMinimal.h"
#include "Containers/Ticker.h"
#include "Subsystems/GameInstanceSubsystem.h"
#include "ConvaiTypes.h"
#include "ConvaiSubsystem.generated.h"

class UWorld;

namespace convai_core
{
	class Hub;
}

/**
 * Owns the client of a game instance. Answers are handed out on the game thread once a frame, within the time that the
 * project settings allow. When the game instance ends, what is on its way is dropped and the library's threads are
 * joined, with a deadline. All functions are for the game thread.
 */
UCLASS()
class CONVAIRUNTIME_API UConvaiSubsystem : public UGameInstanceSubsystem
{
	GENERATED_BODY()

public:
	/** The subsystem of the game that an object belongs to, or null where it belongs to none. */
	static UConvaiSubsystem* Get(const UObject* WorldContextObject);

	virtual void Initialize(FSubsystemCollectionBase& Collection) override;
	virtual void Deinitialize() override;

	/** Whether calls can be made. Where not, GetProblem says why, and every call fails with just that. */
	UFUNCTION(BlueprintPure, Category = "Convai")
	bool IsReady() const;

	/** Why calls cannot be made: the library is missing, there is no API key, a setting is wrong. Empty where they can. */
	UFUNCTION(BlueprintPure, Category = "Convai")
	FConvaiError GetProblem() const;

	/**
	 * Takes another API key, for instance one that your own server gave to this player. What is on its way is dropped;
	 * conversations keep their sessions. Empty goes back to the key of the project settings.
	 */
	UFUNCTION(BlueprintCallable, Category = "Convai")
	FConvaiError SetApiKey(const FString& ApiKey);

	/** For this plugin's own nodes and components. Null before Initialize and after Deinitialize. */
	const TSharedPtr<convai_core::Hub>& GetHub() const { return Hub; }

private:
	bool Tick(float DeltaSeconds);
	void OnWorldCleanup(UWorld* World, bool bSessionEnded, bool bCleanupResources);

	TSharedPtr<convai_core::Hub> Hub;
	FTSTicker::FDelegateHandle TickHandle;
	FDelegateHandle WorldCleanupHandle;
};
