// Stand-ins for the audio of the engine: see README.md, which names the source of each behaviour.
#pragma once

#include "engine.h"

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>

enum ESoundGroup { SOUNDGROUP_Default, SOUNDGROUP_Voice };
enum class EVirtualizationMode : uint8 { Disabled, PlayWhenSilent, Restart };
#define INDEFINITELY_LOOPING_DURATION (10000.0f)

// Makes the samples of one time that a sound is played. The engine calls it on a thread of its audio.
class ISoundGenerator
{
public:
	virtual ~ISoundGenerator() = default;
	virtual int32 OnGenerateAudio(float* OutAudio, int32 NumSamples) = 0;
	virtual bool IsFinished() const { return false; }
};
using ISoundGeneratorPtr = TSharedPtr<ISoundGenerator, ESPMode::ThreadSafe>;
struct FSoundGeneratorInitParams { float SampleRate = 0.0f; int32 NumChannels = 0; };
struct FAudioParameter {};

class USoundBase : public UObject
{
public:
	STUB_ENGINE_CLASS(USoundBase, UObject, STUB_OPTIONAL)
	// The mixer calls the second one, which calls the first.
	virtual ISoundGeneratorPtr CreateSoundGenerator(const FSoundGeneratorInitParams&) { return nullptr; }
	virtual ISoundGeneratorPtr CreateSoundGenerator(const FSoundGeneratorInitParams& InParams, TArray<FAudioParameter>&&) { return CreateSoundGenerator(InParams); }
	float Duration = 0.0f;
	EVirtualizationMode VirtualizationMode = EVirtualizationMode::Disabled;
};
class USoundWave : public USoundBase
{
public:
	STUB_ENGINE_CLASS(USoundWave, USoundBase, STUB_OPTIONAL)
	int32 NumChannels = 0;
	ESoundGroup SoundGroup = SOUNDGROUP_Default;
	uint8 bLooping : 1;
	void SetSampleRate(uint32 Rate) { StubSampleRate = Rate; }
	virtual int32 GeneratePCMData(uint8*, const int32) { return 0; }

	uint32 StubSampleRate = 0;
};
class USoundWaveProcedural : public USoundWave
{
public:
	STUB_ENGINE_CLASS(USoundWaveProcedural, USoundWave, ) // the constructor has no default argument
	void QueueAudio(const uint8* Samples, const int32 Bytes)
	{
		const std::lock_guard<std::mutex> Guard(Lock);
		Queued.insert(Queued.end(), Samples, Samples + Bytes);
	}
	// What the audio thread has fetched is not counted, and is not played yet.
	int32 GetAvailableAudioByteCount()
	{
		const std::lock_guard<std::mutex> Guard(Lock);
		return static_cast<int32>(Queued.size());
	}
	void ResetAudio()
	{
		const std::lock_guard<std::mutex> Guard(Lock);
		Queued.clear();
	}
	// Takes from the queue. Where it is empty, a little silence keeps the sound alive.
	virtual int32 GeneratePCMData(uint8* PCMData, const int32 SamplesNeeded) override
	{
		const std::lock_guard<std::mutex> Guard(Lock);
		const std::size_t Asked = static_cast<std::size_t>(FMath::Min(SamplesNeeded, NumSamplesToGeneratePerCallback)) * sizeof(int16);
		const std::size_t Bytes = std::min(Asked, Queued.size());
		std::copy_n(Queued.begin(), Bytes, PCMData);
		Queued.erase(Queued.begin(), Queued.begin() + static_cast<std::ptrdiff_t>(Bytes));
		if (Bytes != 0) return static_cast<int32>(Bytes);
		std::fill_n(PCMData, Asked / 2, uint8{0});
		return static_cast<int32>(Asked / 2);
	}

protected:
	int32 NumSamplesToGeneratePerCallback = 1024;

private:
	std::mutex Lock;
	std::deque<uint8> Queued;
};

struct FSoundAttenuationSettings
{
	bool bAttenuate = true;
	bool bSpatialize = true;
	float StubRadius = 400.0f;
	float FalloffDistance = 3600.0f;
};
class USoundAttenuation : public UObject { public: STUB_ENGINE_CLASS(USoundAttenuation, UObject, STUB_OPTIONAL) FSoundAttenuationSettings Attenuation; };

class UAudioComponent : public USceneComponent
{
public:
	TObjectPtr<USoundBase> Sound;
	TObjectPtr<USoundAttenuation> AttenuationSettings;
	FSoundAttenuationSettings AttenuationOverrides;
	uint8 bAllowSpatialization : 1;
	uint8 bOverrideAttenuation : 1;
	uint8 bIsUISound : 1;
	STUB_CLASS(UAudioComponent, USceneComponent)
	UAudioComponent(const FObjectInitializer& ObjectInitializer = FObjectInitializer::Get())
		: Super(ObjectInitializer), bAllowSpatialization(1), bOverrideAttenuation(0), bIsUISound(0) {}
	static UObject* StubConstruct(const FObjectInitializer& Initializer) { return new UAudioComponent(Initializer); }
	static UClass* StaticClass() { static UClass Class(Super::StaticClass()); return &Class; }
	void SetSound(USoundBase* NewSound);
	virtual void Play(float StartTime = 0.0f);
	virtual void Stop();
	bool IsPlaying() const;
	virtual void EndPlay(const EEndPlayReason::Type Reason) override { Stop(); USceneComponent::EndPlay(Reason); }

	// The volume at this distance from the listener: without attenuation it is the same everywhere.
	float StubVolumeAt(float Distance) const
	{
		const FSoundAttenuationSettings* Settings = bOverrideAttenuation ? &AttenuationOverrides : AttenuationSettings ? &AttenuationSettings->Attenuation : nullptr;
		if (!Settings || !Settings->bAttenuate || !bAllowSpatialization) return 1.0f;
		return FMath::Clamp(1.0f - (Distance - Settings->StubRadius) / Settings->FalloffDistance, 0.0f, 1.0f);
	}
};

// A device that plays 1,024 frames in each period, on a thread of its own. A source plays one chunk while two wait: what
// was fetched is not yet played, and Stop drops it.
class FAudioDevice
{
public:
	explicit FAudioDevice(float Rate = 48000.0f) : StubRate(Rate), Renderer([this] { Render(); }) {}
	~FAudioDevice()
	{
		{
			const std::lock_guard<std::mutex> Guard(Lock);
			bEnd = true;
		}
		Changed.notify_all();
		Renderer.join();
	}
	float GetSampleRate() const { return StubRate; }

	// Lets the render thread play one period, and returns at once. StubWait returns when it has.
	void StubBegin()
	{
		const std::lock_guard<std::mutex> Guard(Lock);
		++Wanted;
		Changed.notify_all();
	}
	void StubWait()
	{
		std::unique_lock<std::mutex> Guard(Lock);
		Changed.wait(Guard, [this] { return Rendered == Wanted; });
	}

	float StubRate;
	bool StubGamePaused = false;     // sounds that are not of the user interface stand still
	bool StubVoiceLimit = false;     // too many sounds: the others have no source, and nobody fetches
	float StubDistance = 0.0f;       // of the listener
	std::vector<int16> StubHeard;    // by the listener, at the volume that the distance leaves
	std::thread::id StubRenderThread() const { return Renderer.get_id(); }
	std::vector<std::thread::id> StubReadOn; // the threads on which sounds were fetched

private:
	friend class UAudioComponent;
	struct StubSource { USoundWave* Wave = nullptr; std::deque<std::vector<int16>> Chunks; ISoundGeneratorPtr Generator; };
	static constexpr std::size_t Ahead = 3; // the chunk that plays, and two

	void Render()
	{
		std::unique_lock<std::mutex> Guard(Lock);
		while (true)
		{
			Changed.wait(Guard, [this] { return bEnd || Rendered != Wanted; });
			if (bEnd) return;
			for (auto Each = Sources.begin(); Each != Sources.end();)
			{
				const bool bStopped = !Period(*Each->first, Each->second);
				Each = bStopped ? Sources.erase(Each) : std::next(Each);
			}
			++Rendered;
			Changed.notify_all();
		}
	}
	// Returns false if the engine stops the sound.
	bool Period(const UAudioComponent& Component, StubSource& Source)
	{
		const float Volume = Component.StubVolumeAt(StubDistance);
		if (Volume == 0.0f && Source.Wave->VirtualizationMode == EVirtualizationMode::Disabled) return false;
		if (StubVoiceLimit)
		{
			Source.Chunks.clear();
			return true;
		}
		if (StubGamePaused && !Component.bIsUISound) return true;
		while (Source.Chunks.size() < Ahead && !(Source.Generator.IsValid() && Source.Generator->IsFinished()))
		{
			std::vector<int16> Chunk(8192);
			if (Source.Generator.IsValid())
			{
				std::vector<float> Made(1024);
				Made.resize(static_cast<std::size_t>(Source.Generator->OnGenerateAudio(Made.data(), static_cast<int32>(Made.size()))));
				Chunk.clear();
				for (const float Sample : Made) Chunk.push_back(static_cast<int16>(Sample * 32767.0f));
				Source.Chunks.push_back(std::move(Chunk));
				continue;
			}
			const int32 Bytes = Source.Wave->GeneratePCMData(reinterpret_cast<uint8*>(Chunk.data()), static_cast<int32>(Chunk.size()));
			StubReadOn.push_back(std::this_thread::get_id());
			Chunk.resize(static_cast<std::size_t>(Bytes) / sizeof(int16));
			Source.Chunks.push_back(std::move(Chunk));
		}
		if (Source.Chunks.empty()) return false; // the generator has finished, and what it made was played
		for (const int16 Sample : Source.Chunks.front()) StubHeard.push_back(static_cast<int16>(static_cast<float>(Sample) * Volume));
		Source.Chunks.pop_front();
		return true;
	}

	std::mutex Lock;
	std::condition_variable Changed;
	std::map<const UAudioComponent*, StubSource> Sources;
	uint64 Wanted = 0, Rendered = 0;
	bool bEnd = false;
	std::thread Renderer; // the last member: it uses the others
};

inline void UAudioComponent::SetSound(USoundBase* NewSound)
{
	Stop();
	Sound = NewSound;
}
inline void UAudioComponent::Play(float)
{
	FAudioDevice* Device = GetWorld() ? GetWorld()->GetAudioDeviceRaw() : nullptr;
	if (!Device || !Sound) return;
	USoundWave* Wave = static_cast<USoundWave*>(static_cast<USoundBase*>(Sound));
	FSoundGeneratorInitParams Params;
	Params.SampleRate = Device->GetSampleRate(); // not that of the sound
	Params.NumChannels = Wave->NumChannels;
	const ISoundGeneratorPtr Generator = Wave->CreateSoundGenerator(Params, {});
	const std::lock_guard<std::mutex> Guard(Device->Lock);
	Device->Sources[this] = FAudioDevice::StubSource{Wave, {}, Generator};
}
inline void UAudioComponent::Stop()
{
	FAudioDevice* Device = GetWorld() ? GetWorld()->GetAudioDeviceRaw() : nullptr;
	if (!Device) return;
	const std::lock_guard<std::mutex> Guard(Device->Lock);
	Device->Sources.erase(this);
}
inline bool UAudioComponent::IsPlaying() const
{
	FAudioDevice* Device = GetWorld() ? GetWorld()->GetAudioDeviceRaw() : nullptr;
	if (!Device) return false;
	const std::lock_guard<std::mutex> Guard(Device->Lock);
	return Device->Sources.count(this) != 0;
}
