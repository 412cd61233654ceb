// Loads the native library.

#pragma once

#include "CoreMinimal.h"
#include "Modules/ModuleInterface.h"

#include "Core/Failure.h"

class FConvaiRuntimeModule : public IModuleInterface
{
public:
	virtual void StartupModule() override;
	virtual void ShutdownModule() override;

	/** Why the library cannot be used, or no failure. */
	static const convai_core::Failure& GetLibraryProblem();

private:
	void* Handle = nullptr;
};
