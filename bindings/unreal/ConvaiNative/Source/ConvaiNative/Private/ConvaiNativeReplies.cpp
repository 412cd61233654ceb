#include "ConvaiNativeReplies.h"

#include "Misc/DateTime.h"

using ConvaiNativeConvert::FromUtf8;
using ConvaiNativeConvert::ToStrings;

namespace
{
	/** Converts each entry of a list. */
	template <typename EntryType, typename ResultType>
	TArray<ResultType> ToArray(const EntryType* const* Entries, std::size_t Count, ResultType (*ToResult)(const EntryType&))
	{
		TArray<ResultType> Results;
		for (std::size_t Index = 0; Index < Count; ++Index)
		{
			Results.Add(ToResult(*Entries[Index]));
		}
		return Results;
	}

	FConvaiNativeListedVoice ToVoice(const convai_voice& Voice)
	{
		FConvaiNativeListedVoice Result;
		Result.Name = FromUtf8(Voice.name, Voice.name_len);
		Result.Value = FromUtf8(Voice.value, Voice.value_len);
		Result.Section = FromUtf8(Voice.section, Voice.section_len);
		Result.Gender = FromUtf8(Voice.gender, Voice.gender_len);
		Result.SampleUrl = FromUtf8(Voice.sample_url, Voice.sample_url_len);
		Result.LanguageCodes = ToStrings(Voice.language_codes, Voice.language_code_count);
		Result.Environments = ToStrings(Voice.environments, Voice.environment_count);
		return Result;
	}

	FConvaiNativeLanguage ToLanguage(const convai_language& Language)
	{
		FConvaiNativeLanguage Result;
		Result.Code = FromUtf8(Language.code, Language.code_len);
		Result.Name = FromUtf8(Language.name, Language.name_len);
		return Result;
	}

	FConvaiNativeCharacter ToEntry(const convai_character& Character)
	{
		return ConvaiNativeConvert::ToCharacter(&Character);
	}

	FConvaiNativeChatSummary ToChat(const convai_chat_summary& Chat)
	{
		FConvaiNativeChatSummary Result;
		Result.SessionId = FromUtf8(Chat.session_id, Chat.session_id_len);
		Result.Date = FromUtf8(Chat.date, Chat.date_len);
		Result.Time = FromUtf8(Chat.time, Chat.time_len);
		Result.bInMemory = Chat.is_in_memory > 0;
		return Result;
	}

	FConvaiNativeChatMessage ToMessage(const convai_chat_message& Message)
	{
		FConvaiNativeChatMessage Result;
		Result.Timestamp = FromUtf8(Message.timestamp, Message.timestamp_len);
		Result.Speaker = FromUtf8(Message.speaker, Message.speaker_len);
		Result.Text = FromUtf8(Message.text, Message.text_len);
		Result.bTrigger = Message.is_trigger > 0;
		return Result;
	}

	FConvaiNativeUsageMetric ToMetric(const convai_usage_metric& Metric)
	{
		FConvaiNativeUsageMetric Result;
		Result.Id = FromUtf8(Metric.id, Metric.id_len);
		Result.Limit = Metric.limit;
		Result.Used = Metric.used;
		return Result;
	}

	FConvaiNativeDecision ToDecision(const convai_decision& Decision)
	{
		FConvaiNativeDecision Result;
		Result.Criteria = FromUtf8(Decision.criteria, Decision.criteria_len);
		Result.NextSectionId = FromUtf8(Decision.next_section_id, Decision.next_section_id_len);
		return Result;
	}

	FConvaiNativeSection ToSection(const convai_section& Section)
	{
		FConvaiNativeSection Result;
		Result.Id = FromUtf8(Section.id, Section.id_len);
		Result.Name = FromUtf8(Section.name, Section.name_len);
		Result.Objective = FromUtf8(Section.objective, Section.objective_len);
		Result.Decisions = ToArray(Section.decisions, Section.decision_count, &ToDecision);
		return Result;
	}

	FConvaiNativeTrigger ToTrigger(const convai_trigger& Trigger)
	{
		FConvaiNativeTrigger Result;
		Result.Id = FromUtf8(Trigger.id, Trigger.id_len);
		Result.Name = FromUtf8(Trigger.name, Trigger.name_len);
		Result.Message = FromUtf8(Trigger.message, Trigger.message_len);
		Result.DestinationSectionId = FromUtf8(Trigger.destination_section_id, Trigger.destination_section_id_len);
		return Result;
	}

	bool IsText(std::string_view ContentType)
	{
		for (const std::string_view Binary : {"audio/", "image/", "video/", "font/", "application/octet-stream", "application/pdf", "application/zip"})
		{
			if (ContentType.substr(0, Binary.size()) == Binary)
			{
				return false;
			}
		}
		return true;
	}
}

namespace ConvaiNativeReplies
{
	FConvaiNativeVoiceList ToVoices(const convai_native::Shared<convai_voices>& Voices)
	{
		FConvaiNativeVoiceList Result;
		if (Voices)
		{
			Result.Voices = ToArray(Voices->voices, Voices->voice_count, &ToVoice);
			if (!Voices->error)
			{
				Result.Known = MakeShared<FConvaiNativeKnownVoices>(FConvaiNativeKnownVoices{Voices});
			}
		}
		return Result;
	}

	FConvaiNativeLanguageList ToLanguages(const convai_native::Shared<convai_languages>& Languages)
	{
		FConvaiNativeLanguageList Result;
		if (Languages)
		{
			Result.Languages = ToArray(Languages->languages, Languages->language_count, &ToLanguage);
			if (!Languages->error)
			{
				Result.Known = MakeShared<FConvaiNativeKnownLanguages>(FConvaiNativeKnownLanguages{Languages});
			}
		}
		return Result;
	}

	TArray<FConvaiNativeCharacter> ToCharacters(const convai_native::Shared<convai_characters>& Characters)
	{
		return Characters ? ToArray(Characters->characters, Characters->character_count, &ToEntry) : TArray<FConvaiNativeCharacter>();
	}

	FConvaiNativeToken ToToken(const convai_native::Shared<convai_token>& Token)
	{
		FConvaiNativeToken Result;
		if (Token)
		{
			Result.Token = FromUtf8(Token->token, Token->token_len);
			Result.Expires = FromUtf8(Token->expires, Token->expires_len);
			Result.bExpiryKnown = Token->expires_at_ms >= 0;
			Result.ExpiresAt = Result.bExpiryKnown ? FDateTime::FromUnixTimestamp(Token->expires_at_ms / 1000) : FDateTime(0);
		}
		return Result;
	}

	TArray<FConvaiNativeChatSummary> ToChats(const convai_native::Shared<convai_chats>& Chats)
	{
		return Chats ? ToArray(Chats->chats, Chats->chat_count, &ToChat) : TArray<FConvaiNativeChatSummary>();
	}

	TArray<FConvaiNativeChatMessage> ToMessages(const convai_native::Shared<convai_chat>& Chat)
	{
		return Chat ? ToArray(Chat->messages, Chat->message_count, &ToMessage) : TArray<FConvaiNativeChatMessage>();
	}

	FConvaiNativeUsage ToUsage(const convai_native::Shared<convai_usage>& Usage)
	{
		FConvaiNativeUsage Result;
		if (Usage)
		{
			Result.UserName = FromUtf8(Usage->user_name, Usage->user_name_len);
			Result.Email = FromUtf8(Usage->email, Usage->email_len);
			Result.PlanName = FromUtf8(Usage->plan_name, Usage->plan_name_len);
			Result.Expires = FromUtf8(Usage->expires, Usage->expires_len);
			Result.Metrics = ToArray(Usage->metrics, Usage->metric_count, &ToMetric);
		}
		return Result;
	}

	TArray<FString> ToLines(const convai_native::Shared<convai_generated_text>& Text)
	{
		return Text ? ToStrings(Text->lines, Text->line_count) : TArray<FString>();
	}

	FConvaiNativeResponse ToSpeech(const convai_native::Shared<convai_audio>& Audio)
	{
		FConvaiNativeResponse Result;
		if (Audio && Audio->sample_rate > 0)
		{
			Result.VoiceSeconds = static_cast<float>(static_cast<double>(Audio->frames) / Audio->sample_rate);
			Result.SampleRate = static_cast<int32>(Audio->sample_rate);
			Result.Channels = static_cast<int32>(Audio->channels);
			Result.Voice = MakeShared<FConvaiNativeVoice>(FConvaiNativeVoice{nullptr, Audio});
		}
		return Result;
	}

	TArray<FConvaiNativeSection> ToSections(const convai_native::Shared<convai_sections>& Sections)
	{
		return Sections ? ToArray(Sections->sections, Sections->section_count, &ToSection) : TArray<FConvaiNativeSection>();
	}

	TArray<FConvaiNativeTrigger> ToTriggers(const convai_native::Shared<convai_triggers>& Triggers)
	{
		return Triggers ? ToArray(Triggers->triggers, Triggers->trigger_count, &ToTrigger) : TArray<FConvaiNativeTrigger>();
	}

	FConvaiNativeServiceReply ToServiceReply(const convai_result* Source)
	{
		FConvaiNativeServiceReply Result;
		if (Source)
		{
			Result.HttpStatus = Source->http_status;
			Result.ContentType = FromUtf8(Source->content_type, Source->content_type_len);
			Result.Bytes.Append(reinterpret_cast<const uint8*>(Source->raw_json), static_cast<int32>(Source->raw_json_len));
			if (IsText(Source->content_type ? Source->content_type : ""))
			{
				Result.Text = FromUtf8(Source->raw_json, Source->raw_json_len);
			}
		}
		return Result;
	}
}
