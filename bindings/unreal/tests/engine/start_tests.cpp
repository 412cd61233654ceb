// Tests of how the plugin starts: the library, the key, and what the log says, in the editor and where a game is cooked.
#include "nodes.h"

#include "ConvaiNativeLog.h"
#include "ConvaiNativeModule.h"
#include "ConvaiNativeOpen.h"
#include "ConvaiNativeTurnActions.h"
#include "ConvaiNativeUserSettings.h"

#include <cstdlib>
#include <fstream>

IModuleInterface* StubInitializeConvaiNative();

namespace
{
	std::size_t Count(StubVerbosity Verbosity, const std::string& Part = {})
	{
		return static_cast<std::size_t>(std::count_if(StubLogLines.begin(), StubLogLines.end(), [&](const StubLogLine& Line)
		{
			return Line.Verbosity == Verbosity && support::contains(Line.Text, Part);
		}));
	}

	// A computer on which nobody has entered a key.
	void ForgetKey()
	{
		::unsetenv("CONVAI_API_KEY");
		StubUserFolder = support::test_file("no-such-user");
		StubProjectFolder = support::test_file("project");
	}

	convai_native::Failure TryOpen()
	{
		convai_native::Dispatcher Dispatcher;
		return ConvaiNativeOpen::Open(Dispatcher);
	}
}

TEST_CASE_FIXTURE(Test, "a missing library is an error in the log of the editor, and a warning where a game is cooked")
{
	StubPluginFolder = support::test_file("no-such-plugin");
	for (const bool bCommandlet : {false, true})
	{
		StubIsCommandlet = bCommandlet;
		StubLogLines.clear();
		const std::unique_ptr<IModuleInterface> Module(StubInitializeConvaiNative());
		Module->StartupModule();
		CHECK(Count(StubVerbosity::Error, "is missing") == (bCommandlet ? 0u : 1u));
		CHECK(Count(StubVerbosity::Warning, "is missing") == (bCommandlet ? 1u : 0u));
		CHECK(FConvaiNativeModule::GetLibraryProblem().code == convai::Code::unsupported);
		(void)TryOpen(); // the connection check of a script that runs in a commandlet
		CHECK(Count(StubVerbosity::Error) == (bCommandlet ? 0u : 2u));
		Module->ShutdownModule();
	}
}

TEST_CASE_FIXTURE(Test, "the module loads the library of the plugin, and unloads it")
{
	StubPluginFolder = std::getenv("CONVAI_PLUGIN_FOLDER");
	const std::unique_ptr<IModuleInterface> Module(StubInitializeConvaiNative());
	Module->StartupModule();
	CHECK(!FConvaiNativeModule::GetLibraryProblem());
	CHECK(Count(StubVerbosity::Log, "is loaded") == 1u);
	CHECK(Count(StubVerbosity::Error) == 0u);
	Module->ShutdownModule();
	CHECK(!convai_native::library_bound());
}

TEST_CASE_FIXTURE(Test, "a game that gets its key after a log-in starts without an error")
{
	ForgetKey();
	FTestGame Game;
	CHECK(Count(StubVerbosity::Error) + Count(StubVerbosity::Warning) == 0u);
	CHECK(Count(StubVerbosity::Display, "Set Auth Token") == 1u);
	CHECK(!Game.Subsystem->IsReady());
	const auto Failed = std::get<FConvaiNativeError>(Run(Game, UConvaiNativeSayText::SayText(Game.Actor, Game.Character->CharacterId, FString(), Text("Hello"), Defaults, false, nullptr)));
	CHECK(Failed.Code == EConvaiNativeErrorCode::ApiKey);
	CHECK(Failed.Number == 105);
	CHECK_CONTAINS(Plain(Failed.Message), "Editor Preferences > Plugins > Convai Native");
	CHECK(!Game.Subsystem->SetApiKey(Text("a-key-for-tests")).IsError());
	const auto Answered = std::get<FConvaiNativeError>(Run(Game, UConvaiNativeSayText::SayText(Game.Actor, Game.Character->CharacterId, FString(), Text("Hello"), Defaults, false, nullptr)));
	CHECK(Answered.Code == EConvaiNativeErrorCode::None);
	CHECK(Count(StubVerbosity::Error) + Count(StubVerbosity::Warning) == 0u);
}

TEST_CASE_FIXTURE(Test, "the developer enters a key or a token in the preferences of the editor")
{
	ForgetKey();
	UConvaiNativeUserSettings& User = *GetMutableDefault<UConvaiNativeUserSettings>();
	User.AuthToken = Text(" a-token ");
	{
		FTestGame Game;
		CHECK(Game.Subsystem->IsReady());
	}
	User.ApiKey = Text("a-key-for-tests");
	FTestGame Game;
	const auto Error = std::get<FConvaiNativeError>(Run(Game, UConvaiNativeSayText::SayText(Game.Actor, Game.Character->CharacterId, FString(), Text("Hello"), Defaults, false, nullptr)));
	CHECK_MESSAGE(!Error.IsError(), Plain(Error.Message));
	CHECK(Plain(User.GetContainerName() == FName("Editor") ? Text("Editor") : Text("")) == "Editor");
}

TEST_CASE_FIXTURE(Test, "a key that would be packaged is refused, and that is an error in the log")
{
	ForgetKey();
	UConvaiNativeSettings& Settings = *GetMutableDefault<UConvaiNativeSettings>();
	Settings.KeyFile = StubWide(support::test_file("project/Content/key.txt"));
	CHECK(TryOpen().code == convai::Code::api_key);
	CHECK(Count(StubVerbosity::Error, "is packaged with the game") == 1u);
}

TEST_CASE_FIXTURE(Test, "a proxy with a password is refused in what is packaged, and accepted in the preferences")
{
	UConvaiNativeSettings& Settings = *GetMutableDefault<UConvaiNativeSettings>();
	Settings.Proxy = Text("http://player:secret@127.0.0.1:9");
	const convai_native::Failure Failure = TryOpen();
	CHECK(Failure.code == convai::Code::options);
	CHECK(Failure.argument == "Proxy");
	CHECK_CONTAINS(Failure.message, "Editor Preferences > Plugins > Convai Native");
	CHECK(!support::contains(Failure.message, "secret"));
	GetMutableDefault<UConvaiNativeUserSettings>()->Proxy = Settings.Proxy;
	CHECK(!TryOpen());
}

TEST_CASE_FIXTURE(Test, "a node without a game says why")
{
	FTestGame Game;
	const auto Null = std::get<FConvaiNativeError>(Run(Game, UConvaiNativeConverse::Converse(nullptr, Text("Hello"))));
	CHECK(Null.Code == EConvaiNativeErrorCode::InvalidArgument);
	CHECK(Plain(Null.Argument) == "Conversation");
	CHECK_CONTAINS(Plain(Null.Message), "\"Conversation\" is null");
	UWorld* Edited = NewObject<UWorld>(); // the world of the editor has no game
	AActor* Widget = NewObject<AActor>(Edited);
	const auto Editor = std::get<FConvaiNativeError>(Run(Game, UConvaiNativeSayText::SayText(Widget, Game.Character->CharacterId, FString(), Text("Hello"), Defaults, false, nullptr)));
	CHECK(Plain(Editor.Argument) == "World Context Object");
	CHECK_CONTAINS(Plain(Editor.Message), "Editor utility widgets");
}
