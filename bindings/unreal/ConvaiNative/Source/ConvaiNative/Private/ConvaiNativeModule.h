// Loads the native library.

#pragma once

#include "CoreMinimal.h"
#include "Modules/ModuleInterface.h"

#include "Core/Failure.h"

class FConvaiNativeModule : public IModuleInterface
{
public:
	virtual void StartupModule() override;
	virtual void ShutdownModule() override;

	/** Why the library cannot be used. Empty if it can. */
	static const convai_native::Failure& GetLibraryProblem();

private:
	void* Handle = nullptr;
};
