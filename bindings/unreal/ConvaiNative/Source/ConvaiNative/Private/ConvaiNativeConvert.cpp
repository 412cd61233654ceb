#include "ConvaiNativeConvert.h"

#include "ConvaiNativeErrorCodes.h"

#include "Core/LateBinding.h"

namespace ConvaiNativeConvert
{
	std::string ToUtf8(const FString& Text)
	{
		const FTCHARToUTF8 Utf8(*Text);
		return std::string(reinterpret_cast<const char*>(Utf8.Get()), static_cast<std::size_t>(Utf8.Length()));
	}

	std::vector<std::string> ToUtf8(const TArray<FString>& Texts)
	{
		std::vector<std::string> Result;
		for (const FString& Text : Texts)
		{
			Result.push_back(ToUtf8(Text));
		}
		return Result;
	}

	FString FromUtf8(std::string_view Text)
	{
		const FUTF8ToTCHAR Wide(Text.data(), static_cast<int32>(Text.size()));
		return FString(Wide.Length(), Wide.Get());
	}

	FString FromUtf8(const char* Text, std::size_t Length)
	{
		return Text ? FromUtf8(std::string_view(Text, Length)) : FString();
	}

	int32 ToMilliseconds(float Seconds)
	{
		return Seconds > 0.0f ? static_cast<int32>(FMath::Min(Seconds, 86400.0f) * 1000.0f) : 0;
	}

	FConvaiNativeProgress ToProgress(const std::optional<convai::Progress>& Progress)
	{
		FConvaiNativeProgress Result;
		if (Progress)
		{
			Result.State = static_cast<EConvaiNativeCallState>(FMath::Clamp(static_cast<int32>(Progress->state) + 1, 1, 5));
			Result.BytesSent = static_cast<int64>(Progress->bytes_sent);
			Result.BytesToSend = static_cast<int64>(Progress->bytes_to_send);
			Result.BytesReceived = static_cast<int64>(Progress->bytes_received);
			Result.BytesToReceive = static_cast<int64>(Progress->bytes_to_receive);
		}
		return Result;
	}

	void SetOptions(convai_native::Call& Call, const FConvaiNativeCallOptions& Options)
	{
		Call.timeout_ms = ToMilliseconds(Options.TimeoutSeconds);
		Call.connect_timeout_ms = ToMilliseconds(Options.ConnectTimeoutSeconds);
		Call.idle_timeout_ms = ToMilliseconds(Options.IdleTimeoutSeconds);
		Call.deadline_ms = ToMilliseconds(Options.DeadlineSeconds);
		Call.upload_sample_rate = ToCount(Options.UploadSampleRate);
		Call.response_level = Options.ResponseLevel;
		Call.scene = ToScene(Options.TurnScene);
	}

	convai_native::Scene ToScene(const FConvaiNativeScene& Scene)
	{
		convai_native::Scene Result;
		Result.actions = ToUtf8(Scene.Actions);
		for (const FConvaiNativeSceneObject& Object : Scene.Objects)
		{
			Result.objects.push_back({ToUtf8(Object.Name), ToUtf8(Object.Description)});
		}
		for (const FConvaiNativeSceneCharacter& Character : Scene.Characters)
		{
			Result.characters.push_back({ToUtf8(Character.Name), ToUtf8(Character.Bio)});
		}
		Result.classification = ToUtf8(Scene.Classification);
		Result.class_labels = ToUtf8(Scene.ClassLabels);
		for (const TPair<FString, FString>& Field : Scene.Fields)
		{
			Result.fields.emplace_back(ToUtf8(Field.Key), ToUtf8(Field.Value));
		}
		return Result;
	}

	TArray<FString> ToStrings(const char* const* Strings, std::size_t Count)
	{
		TArray<FString> Result;
		for (std::size_t Index = 0; Index < Count; ++Index)
		{
			Result.Add(FromUtf8(Strings[Index]));
		}
		return Result;
	}

	FConvaiNativeError ToError(const convai_native::Failure& Failure)
	{
		FConvaiNativeError Error;
		Error.Group = static_cast<EConvaiNativeErrorGroup>(FMath::Clamp(static_cast<int32>(convai::group(Failure.code)), 0, 5));
		Error.Code = ConvaiNativeErrorCodes::FromNumber(static_cast<int32>(Failure.code));
		Error.Number = static_cast<int32>(Failure.code);
		Error.Name = FromUtf8(Failure.name);
		Error.HttpStatus = Failure.http_status;
		Error.Message = FromUtf8(Failure.message);
		Error.Argument = FromUtf8(Failure.argument);
		Error.bRetryable = Failure.retryable;
		Error.bRequestSent = Failure.request_sent;
		Error.RetryAfterSeconds = Failure.retry_after_ms < 0 ? -1.0f : static_cast<float>(Failure.retry_after_ms) / 1000.0f;
		Error.ServiceMessage = FromUtf8(Failure.service_message);
		Error.Reference = FromUtf8(Failure.reference);
		return Error;
	}

	FConvaiNativeResponse ToResponse(convai::Response&& Source)
	{
		FConvaiNativeResponse Response;
		Response.Text = FromUtf8(Source.text());
		Response.SessionId = FromUtf8(Source.session_id().view());
		Response.CharacterId = FromUtf8(Source.character_id().view());
		Response.UserQuery = FromUtf8(Source.user_query());
		if (const convai_response* Raw = Source.get())
		{
			Response.Actions = ToStrings(Raw->actions, Raw->action_count);
			Response.ActionSequence = FromUtf8(Raw->action_sequence, Raw->action_sequence_len);
			Response.Tag = FromUtf8(Raw->tag, Raw->tag_len);
		}
		Response.SampleRate = static_cast<int32>(Source.sample_rate());
		Response.Channels = static_cast<int32>(Source.channels());
		if (Source.sample_rate() > 0)
		{
			Response.VoiceSeconds = static_cast<float>(static_cast<double>(Source.frames()) / Source.sample_rate());
		}
		Response.bInterrupted = Source && Source.get()->interrupted != 0;
		if (Source)
		{
			Response.Voice = MakeShared<FConvaiNativeVoice>(FConvaiNativeVoice{std::make_shared<const convai::Response>(MoveTemp(Source)), nullptr});
		}
		return Response;
	}

	FConvaiNativePiece ToPiece(convai_native::RequestId Turn, convai::Piece&& Source)
	{
		FConvaiNativePiece Piece;
		Piece.Turn = static_cast<int64>(Turn);
		Piece.Text = FromUtf8(Source.text());
		Piece.SessionId = FromUtf8(Source.session_id().view());
		if (const convai_piece* Raw = Source.get())
		{
			Piece.Actions = ToStrings(Raw->actions, Raw->action_count);
		}
		Piece.ActionSequence = FromUtf8(Source.action_sequence());
		Piece.Tag = FromUtf8(Source.tag());
		Piece.SampleRate = static_cast<int32>(Source.sample_rate());
		Piece.Channels = static_cast<int32>(Source.channels());
		if (Source.sample_rate() > 0)
		{
			Piece.StartSeconds = static_cast<float>(static_cast<double>(Source.first_frame()) / Source.sample_rate());
			Piece.VoiceSeconds = static_cast<float>(static_cast<double>(Source.frames()) / Source.sample_rate());
		}
		if (!Source.pcm().empty())
		{
			Piece.Samples = MakeShared<FConvaiNativePieceSamples>(FConvaiNativePieceSamples{MoveTemp(Source)});
		}
		return Piece;
	}

	FConvaiNativeVoiceState ToVoiceState(const convai_playback_state& State)
	{
		FConvaiNativeVoiceState Result;
		Result.Phase = static_cast<EConvaiNativeVoicePhase>(FMath::Clamp(State.state, CONVAI_PLAYBACK_EMPTY, CONVAI_PLAYBACK_ENDED));
		Result.bPaused = State.paused != 0;
		Result.Underruns = static_cast<int32>(State.underruns);
		Result.PlayedSeconds = static_cast<float>(static_cast<double>(State.played_ms) / 1000.0);
		Result.BufferedSeconds = static_cast<float>(static_cast<double>(State.buffered_ms) / 1000.0);
		Result.Turn = static_cast<int64>(State.user_data);
		if (State.sample_rate > 0)
		{
			Result.HeardSeconds = static_cast<float>(static_cast<double>(State.frames) / State.sample_rate);
		}
		Result.Level = State.rms;
		Result.Peak = State.peak;
		Result.MouthOpening = State.mouth;
		return Result;
	}

	FConvaiNativeCharacter ToCharacter(const convai_character* Character)
	{
		FConvaiNativeCharacter Result;
		if (!Character)
		{
			return Result;
		}
		Result.Id = FromUtf8(Character->id, Character->id_len);
		Result.Name = FromUtf8(Character->name, Character->name_len);
		Result.UserId = FromUtf8(Character->user_id, Character->user_id_len);
		Result.VoiceType = FromUtf8(Character->voice_type, Character->voice_type_len);
		Result.Timestamp = FromUtf8(Character->timestamp, Character->timestamp_len);
		Result.Backstory = FromUtf8(Character->backstory, Character->backstory_len);
		Result.LanguageCodes = ToStrings(Character->language_codes, Character->language_code_count);
		Result.RawJson = FromUtf8(Character->raw_json, Character->raw_json_len);
		return Result;
	}
}

convai::Span<const int16> FConvaiNativeVoice::Pcm() const
{
	return Source ? Source->pcm() : convai::Span<const int16>(Speech->pcm, Speech->frames * Speech->channels);
}

convai::Span<const uint8> FConvaiNativeVoice::Wav() const
{
	return Source ? Source->wav() : convai::Span<const uint8>(Speech->wav, Speech->wav_len);
}

FConvaiNativeSpecUtf8::FConvaiNativeSpecUtf8(const FConvaiNativeCharacterSpec& Spec)
	: Name(ConvaiNativeConvert::ToUtf8(Spec.Name))
	, VoiceType(ConvaiNativeConvert::ToUtf8(Spec.VoiceType))
	, Backstory(ConvaiNativeConvert::ToUtf8(Spec.Backstory))
	, Actions(ConvaiNativeConvert::ToUtf8(Spec.Actions))
	, Languages(ConvaiNativeConvert::ToUtf8(Spec.LanguageCodes))
	, LanguagePointers(convai_native::c_strings(Languages))
{
	// Null is not sent. A string is sent, even if it is empty.
	if (!Name.empty()) View.name = Name.c_str();
	if (!VoiceType.empty()) View.voice_type = VoiceType.c_str();
	if (!Backstory.empty()) View.backstory = Backstory.c_str();
	if (!Actions.empty() || Spec.bClearActions) View.actions = Actions.c_str();
	View.language_codes = LanguagePointers.data();
	View.language_code_count = static_cast<uint32>(LanguagePointers.size());
	View.known_voices = Spec.KnownVoices.Known.IsValid() ? Spec.KnownVoices.Known->Source.get() : nullptr;
	View.known_languages = Spec.KnownLanguages.Known.IsValid() ? Spec.KnownLanguages.Known->Source.get() : nullptr;
}
