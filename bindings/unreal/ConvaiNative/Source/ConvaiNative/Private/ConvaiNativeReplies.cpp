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
}
