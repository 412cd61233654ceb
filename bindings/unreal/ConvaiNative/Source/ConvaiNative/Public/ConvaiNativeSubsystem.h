// Connects a running game to the service.

#pragma once

#include "CoreMinimal.h"
#include "Containers/Ticker.h"
#include "Subsystems/GameInstanceSubsystem.h"
#include "ConvaiNativeTypes.h"
#include "ConvaiNativeSubsystem.generated.h"

class UWorld;

namespace convai_native
{
	class Dispatcher;
}

/**
 * Owns the client of a game instance. Delivers responses on the game thread once per frame, within the frame budget of the
 * project settings. When the game instance ends, it cancels all calls and joins the threads of the library, with a
 * timeout. All functions must be called on the game thread.
 */
UCLASS()
class CONVAINATIVE_API UConvaiNativeSubsystem : public UGameInstanceSubsystem
{
	GENERATED_BODY()

public:
	/** Returns the subsystem of the game that an object belongs to, or null if it belongs to none. */
	static UConvaiNativeSubsystem* Get(const UObject* WorldContextObject);

	virtual void Initialize(FSubsystemCollectionBase& Collection) override;
	virtual void Deinitialize() override;

	/** True if calls can be made. Otherwise every call fails with the error that Get Problem returns. */
	UFUNCTION(BlueprintPure, Category = "Convai Native")
	bool IsReady() const;

	/** Returns why calls cannot be made: the library or the API key is missing, or a setting is invalid. Empty if they can. */
	UFUNCTION(BlueprintPure, Category = "Convai Native")
	FConvaiNativeError GetProblem() const;

	/**
	 * Replaces the API key or the auth token by this key. Calls that run or wait keep their own, and conversations keep their
	 * sessions. An invalid key changes nothing. An empty key restores the key of the project settings; if there is none, all
	 * calls are cancelled.
	 */
	UFUNCTION(BlueprintCallable, Category = "Convai Native")
	FConvaiNativeError SetApiKey(const FString& ApiKey);

	/**
	 * Uses an auth token in place of the API key, for example one that your server gives to this player. Calls that run or wait
	 * keep their own credentials, and conversations keep their sessions: replace a token before it expires. An invalid token
	 * changes nothing. The token is sent in the header API-AUTH-TOKEN: for a server that wants it in the header of the key,
	 * call Set Api Key.
	 */
	UFUNCTION(BlueprintCallable, Category = "Convai Native")
	FConvaiNativeError SetAuthToken(const FString& AuthToken);

	/**
	 * Closes idle connections, so that the next call opens a new one. Call it when the network of the device changes, for
	 * example from Wi-Fi to mobile data, and after sleep. Calls in flight are not affected.
	 */
	UFUNCTION(BlueprintCallable, Category = "Convai Native")
	void ResetConnections();

	/** Used by the nodes and components of this plugin. Null before Initialize and after Deinitialize. */
	const TSharedPtr<convai_native::Dispatcher>& GetDispatcher() const { return Dispatcher; }

private:
	FConvaiNativeError SetCredentials(const FString& ApiKey, const FString& AuthToken);
	bool Tick(float DeltaSeconds);
	void OnWorldCleanup(UWorld* World, bool bSessionEnded, bool bCleanupResources);

	TSharedPtr<convai_native::Dispatcher> Dispatcher;
	FTSTicker::FDelegateHandle TickHandle;
	FDelegateHandle WorldCleanupHandle;
};
