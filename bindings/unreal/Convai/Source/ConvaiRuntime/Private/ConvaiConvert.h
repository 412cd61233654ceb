// Between the engine's types and those of the engine-free layer. Text is UTF-8 there, and counted in bytes.

#pragma once

#include "CoreMinimal.h"
#include "ConvaiTypes.h"
#include "Core/Hub.h"
#include "Core/SpeechQueue.h"

#include <string>
#include <string_view>

/** Keeps a reply with a voice for as long as somebody may still want to hear it. Nothing of it is copied. */
struct FConvaiVoice
{
	convai_core::Voice Response;
};

namespace ConvaiConvert
{
	std::string ToUtf8(const FString& Text);
	FString FromUtf8(std::string_view Text);
	uint32 ToMilliseconds(float Seconds);

	FConvaiError ToError(const convai_core::Failure& Failure);
	/** Takes the response over: the answer's voice is the response itself. */
	FConvaiAnswer ToAnswer(convai::Response&& Response);
	FConvaiCharacter ToCharacter(const convai::Character& Character);

	inline convai::Flags ToFlags(bool bVoice)
	{
		return bVoice ? convai::Flags::voice : convai::Flags::text;
	}

	template <typename Element>
	convai::Span<const Element> ToSpan(const TArray<Element>& Array)
	{
		return convai::Span<const Element>(Array.GetData(), static_cast<std::size_t>(Array.Num()));
	}
}

/** A character's spec as UTF-8, for the length of one call. What is empty is not sent. */
class FConvaiSpecUtf8
{
public:
	explicit FConvaiSpecUtf8(const FConvaiCharacterSpec& Spec);
	FConvaiSpecUtf8(const FConvaiSpecUtf8&) = delete;
	FConvaiSpecUtf8& operator=(const FConvaiSpecUtf8&) = delete;

	const convai::CharacterSpec& Get() const { return View; }

private:
	std::string Name, VoiceType, Backstory, Actions;
	std::vector<std::string> Languages;
	std::vector<std::string_view> LanguageViews;
	convai::CharacterSpec View;
};
