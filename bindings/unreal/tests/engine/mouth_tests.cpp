// Tests of the component that moves a mouth, and of the sound of an answer.
#include "nodes.h"

#include "Components/SkeletalMeshComponent.h"
#include "ConvaiNativeBlueprintLibrary.h"
#include "ConvaiNativeMouthComponent.h"
#include "ConvaiNativeTurnActions.h"

namespace
{
	USkeletalMeshComponent* AddMesh(FTestGame& Game, const char* MorphTarget)
	{
		USkeletalMeshComponent* Made = NewObject<USkeletalMeshComponent>(Game.Actor);
		Made->SkeletalMesh = NewObject<USkeletalMesh>();
		Made->SkeletalMesh->StubMorphTargets.push_back(FName(MorphTarget));
		Made->RegisterComponent();
		return Made;
	}
	UConvaiNativeMouthComponent* AddMouth(FTestGame& Game)
	{
		UConvaiNativeMouthComponent* Made = NewObject<UConvaiNativeMouthComponent>(Game.Actor);
		Made->RegisterComponent();
		return Made;
	}
}

TEST_CASE_FIXTURE(Test, "the mouth opens with the voice and is closed at its end")
{
	FTestGame Game;
	USkeletalMeshComponent* Body = AddMesh(Game, "breathe");
	USkeletalMeshComponent* Face = AddMesh(Game, "jawOpen");
	UConvaiNativeMouthComponent* Mouth = AddMouth(Game);
	Mouth->Strength = 0.5f;
	Mouth->BeginPlay();
	Game.Speak(500);
	CHECK(Game.RunUntil([&] { return Game.Finished(); }));
	CHECK(Body->StubWeights.empty()); // its mesh has no such morph target
	CHECK(Face->StubWeights.size() == Game.Mouths.size());
	if (Face->StubWeights.size() != Game.Mouths.size()) return;
	for (std::size_t Index = 0; Index < Game.Mouths.size(); ++Index)
	{
		CHECK(Face->StubWeights[Index].first == FName("jawOpen"));
		CHECK(std::fabs(Face->StubWeights[Index].second - 0.5f * Game.Mouths[Index]) < 0.001f);
	}
	CHECK(*std::max_element(Game.Mouths.begin(), Game.Mouths.end()) > 0.5f);
	CHECK(Face->StubWeights.back().second == 0.0f);
}

TEST_CASE_FIXTURE(Test, "a mesh can be chosen for the mouth, and another character be followed")
{
	FTestGame Game;
	USkeletalMeshComponent* Face = AddMesh(Game, "MouthOpen");
	USkeletalMeshComponent* Chosen = AddMesh(Game, "other");
	UConvaiNativeMouthComponent* Mouth = AddMouth(Game);
	Mouth->MorphTarget = FName("MouthOpen");
	Mouth->Mesh.OverrideComponent = Chosen;
	Mouth->SetMouthOpening(5.0f);
	CHECK(Chosen->StubWeights.back().second == 1.0f);
	CHECK(Face->StubWeights.empty());
	Mouth->SetConversation(Game.Character);
	Mouth->SetConversation(nullptr); // closes the mouth, and follows nobody
	const std::size_t Before = Chosen->StubWeights.size();
	CHECK(Chosen->StubWeights.back().second == 0.0f);
	Game.Speak(200);
	CHECK(Game.RunUntil([&] { return Game.Finished(); }));
	CHECK(Chosen->StubWeights.size() == Before);
}

TEST_CASE_FIXTURE(Test, "a mouth may end before its character, and without a mesh nothing moves")
{
	FTestGame Game;
	UConvaiNativeMouthComponent* Mouth = AddMouth(Game);
	Mouth->BeginPlay();
	Mouth->SetMouthOpening(1.0f);
	Mouth->DestroyComponent();
	CHECK(Game.Character->OnSpeechLevel.StubBound.empty());
	Game.Speak(100);
	CHECK(Game.RunUntil([&] { return Game.Finished(); }));
}

TEST_CASE_FIXTURE(Test, "the sound of an answer can be played again, several times at once, and ends by itself")
{
	FTestGame Game;
	const auto [Response, Error, Piece, Action] = Run(Game, UConvaiNativeSayText::SayText(Game.World, Game.Character->CharacterId, FString(), Text("Hello"), Defaults, true));
	CHECK(!Error.IsError());
	USoundWave* Sound = UConvaiNativeBlueprintLibrary::MakeSoundWave(Response);
	CHECK(Sound->StubSampleRate == static_cast<uint32>(Response.SampleRate));
	CHECK(Sound->NumChannels == Response.Channels);
	const std::size_t Samples = static_cast<std::size_t>(UConvaiNativeBlueprintLibrary::GetSamples(Response).Num());
	UAudioComponent* First = Game.AddAudioComponent();
	UAudioComponent* Second = Game.AddAudioComponent();
	First->SetSound(Sound);
	Second->SetSound(Sound);
	std::vector<int16> Heard;
	for (int Time = 0; Time < 2; ++Time)
	{
		Game.Device->StubHeard.clear();
		First->Play();
		CHECK(Game.RunUntil([&] { return !First->IsPlaying(); }));
		CHECK(Game.Device->StubHeard.size() == Samples);
		CHECK((Time == 0 || Heard == Game.Device->StubHeard));
		Heard = Game.Device->StubHeard;
	}
	CHECK(Game.Heard() > 0u);
	Game.Device->StubHeard.clear();
	First->Play();
	Second->Play();
	CHECK(Game.RunUntil([&] { return !First->IsPlaying() && !Second->IsPlaying(); }));
	CHECK(Game.Device->StubHeard.size() == 2 * Samples);
	CHECK(UConvaiNativeBlueprintLibrary::MakeSoundWave(FConvaiNativeResponse()) == nullptr);
}
