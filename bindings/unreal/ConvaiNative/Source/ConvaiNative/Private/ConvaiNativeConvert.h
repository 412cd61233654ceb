// Converts between the types of the engine and the types in Core. Text in Core is UTF-8.

#pragma once

#include "CoreMinimal.h"
#include "ConvaiNativeTypes.h"
#include "Core/Dispatcher.h"
#include "Core/Speech.h"

#include <string>
#include <string_view>

/** Shares a response with a voice or generated speech, so that its samples are not copied. One of them is set. */
struct FConvaiNativeVoice
{
	std::shared_ptr<const convai::Response> Source;
	convai_native::Shared<convai_audio> Speech;

	convai::Span<const int16> Pcm() const;
	convai::Span<const uint8> Wav() const;
	uint32 Channels() const { return Source ? Source->channels() : Speech->channels; }
	uint32 SampleRate() const { return Source ? Source->sample_rate() : Speech->sample_rate; }
};

/** Shares a list with character specs, which check a voice or a language. */
struct FConvaiNativeKnownVoices
{
	convai_native::Shared<convai_voices> Source;
};
struct FConvaiNativeKnownLanguages
{
	convai_native::Shared<convai_languages> Source;
};

/** Shares a piece, so that its samples are not copied. */
struct FConvaiNativePieceSamples
{
	convai::Piece Source;
};

namespace ConvaiNativeConvert
{
	std::string ToUtf8(const FString& Text);
	std::vector<std::string> ToUtf8(const TArray<FString>& Texts);
	FString FromUtf8(std::string_view Text);
	/** Returns an empty string for null. */
	FString FromUtf8(const char* Text, std::size_t Length);
	/** Returns 0 for a time that is not positive, and at most one day. */
	int32 ToMilliseconds(float Seconds);
	/** Returns 0 for a negative number. */
	inline uint32 ToCount(int32 Number)
	{
		return static_cast<uint32>(FMath::Max(Number, 0));
	}

	FConvaiNativeError ToError(const convai_native::Failure& Failure);
	/** Takes ownership of Source and shares it as the voice of the result. */
	FConvaiNativeResponse ToResponse(convai::Response&& Source);
	/** Takes ownership of Source and shares it as the samples of the result. */
	FConvaiNativePiece ToPiece(convai_native::RequestId Turn, convai::Piece&& Source);
	FConvaiNativeVoiceState ToVoiceState(const convai_playback_state& State);
	/** Returns an empty character for null. */
	FConvaiNativeCharacter ToCharacter(const convai_character* Character);
	convai_native::Scene ToScene(const FConvaiNativeScene& Scene);
	/** Copies strings of a result. */
	TArray<FString> ToStrings(const char* const* Strings, std::size_t Count);

	FConvaiNativeProgress ToProgress(const std::optional<convai::Progress>& Progress);

	inline convai::Flags ToFlags(bool bVoice, const FConvaiNativeCallOptions& Options)
	{
		convai::Flags Flags = bVoice ? convai::Flags::voice : convai::Flags::text;
		if (Options.bMultipart) Flags = Flags | convai::Flags::multipart;
		if (Options.bOmitRawJson) Flags = Flags | convai::Flags::omit_raw_json;
		if (Options.bStream) Flags = Flags | convai::Flags::stream;
		return Flags;
	}

	/** Copies the options into Call. The flags are those of ToFlags. */
	void SetOptions(convai_native::Call& Call, const FConvaiNativeCallOptions& Options);

	template <typename Element>
	convai::Span<const Element> ToSpan(const TArray<Element>& Array)
	{
		return convai::Span<const Element>(Array.GetData(), static_cast<std::size_t>(Array.Num()));
	}
}

/** A character spec as UTF-8, for the duration of a call. Empty fields are not sent. */
class FConvaiNativeSpecUtf8
{
public:
	explicit FConvaiNativeSpecUtf8(const FConvaiNativeCharacterSpec& Spec);
	FConvaiNativeSpecUtf8(const FConvaiNativeSpecUtf8&) = delete;
	FConvaiNativeSpecUtf8& operator=(const FConvaiNativeSpecUtf8&) = delete;

	const convai_character_spec* Get() const { return &View; }

private:
	std::string Name, VoiceType, Backstory, Actions;
	std::vector<std::string> Languages;
	std::vector<const char*> LanguagePointers;
	convai_character_spec View = CONVAI_CHARACTER_SPEC_INIT;
};
