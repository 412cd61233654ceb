#include "ConvaiConvert.h"

#include "Core/LateBinding.h"

namespace ConvaiConvert
{
	std::string ToUtf8(const FString& Text)
	{
		const FTCHARToUTF8 Utf8(*Text);
		return std::string(reinterpret_cast<const char*>(Utf8.Get()), static_cast<std::size_t>(Utf8.Length()));
	}

	FString FromUtf8(std::string_view Text)
	{
		const FUTF8ToTCHAR Wide(Text.data(), static_cast<int32>(Text.size()));
		return FString(Wide.Length(), Wide.Get());
	}

	uint32 ToMilliseconds(float Seconds)
	{
		return Seconds > 0.0f ? static_cast<uint32>(FMath::Min(Seconds, 86400.0f) * 1000.0f) : 0;
	}

	FConvaiError ToError(const convai_core::Failure& Failure)
	{
		FConvaiError Error;
		Error.Group = static_cast<EConvaiErrorGroup>(FMath::Clamp(static_cast<int32>(convai::group(Failure.code)), 0, 5));
		Error.Code = static_cast<int32>(Failure.code);
		Error.Name = FromUtf8(Failure.name);
		Error.HttpStatus = Failure.http_status;
		Error.Message = FromUtf8(Failure.message);
		Error.bRetryable = Failure.retryable;
		Error.bRequestSent = Failure.request_sent;
		Error.RetryAfterSeconds = Failure.retry_after_ms < 0 ? -1.0f : static_cast<float>(Failure.retry_after_ms) / 1000.0f;
		Error.ServiceMessage = FromUtf8(Failure.service_message);
		Error.Reference = FromUtf8(Failure.reference);
		return Error;
	}

	FConvaiAnswer ToAnswer(convai::Response&& Response)
	{
		FConvaiAnswer Answer;
		Answer.Text = FromUtf8(Response.text());
		Answer.SessionId = FromUtf8(Response.session_id());
		Answer.CharacterId = FromUtf8(Response.character_id());
		Answer.UserQuery = FromUtf8(Response.user_query());
		Answer.SampleRate = static_cast<int32>(Response.sample_rate());
		Answer.Channels = static_cast<int32>(Response.channels());
		if (Response.sample_rate() > 0)
		{
			Answer.VoiceSeconds = static_cast<float>(static_cast<double>(Response.frames()) / Response.sample_rate());
		}
		if (Response)
		{
			Answer.Voice = MakeShared<FConvaiVoice>(FConvaiVoice{std::make_shared<const convai::Response>(MoveTemp(Response))});
		}
		return Answer;
	}

	FConvaiCharacter ToCharacter(const convai::Character& Character)
	{
		FConvaiCharacter Result;
		Result.Id = FromUtf8(Character.id());
		Result.Name = FromUtf8(Character.name());
		Result.UserId = FromUtf8(Character.user_id());
		Result.VoiceType = FromUtf8(Character.voice_type());
		Result.Timestamp = FromUtf8(Character.timestamp());
		Result.Backstory = FromUtf8(Character.backstory());
		for (const std::string_view Language : Character.language_codes())
		{
			Result.LanguageCodes.Add(FromUtf8(Language));
		}
		Result.RawJson = FromUtf8(Character.raw_json());
		return Result;
	}
}

FConvaiSpecUtf8::FConvaiSpecUtf8(const FConvaiCharacterSpec& Spec)
	: Name(ConvaiConvert::ToUtf8(Spec.Name))
	, VoiceType(ConvaiConvert::ToUtf8(Spec.VoiceType))
	, Backstory(ConvaiConvert::ToUtf8(Spec.Backstory))
	, Actions(ConvaiConvert::ToUtf8(Spec.Actions))
{
	// A view without data is a field that is not sent; an empty one with data would be sent as empty.
	if (!Name.empty()) View.name = Name;
	if (!VoiceType.empty()) View.voice_type = VoiceType;
	if (!Backstory.empty()) View.backstory = Backstory;
	if (!Actions.empty() || Spec.bClearActions) View.actions = Actions;
	for (const FString& Language : Spec.LanguageCodes)
	{
		Languages.push_back(ConvaiConvert::ToUtf8(Language));
	}
	LanguageViews.assign(Languages.begin(), Languages.end());
	View.language_codes = LanguageViews;
}
