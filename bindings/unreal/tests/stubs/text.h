// Stand-ins for the characters, strings and texts of the engine's Core module: see README.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <type_traits>

// Sixteen bits everywhere but on Windows, where TCHAR is wchar_t. The suite compiles both ways.
#if defined(_WIN32) || defined(STUB_WIDE_TCHAR)
using TCHAR = wchar_t;
#define TEXT_PASTE(x) L##x
#else
using TCHAR = char16_t;
#define TEXT_PASTE(x) u##x
#endif
#define TEXT(x) TEXT_PASTE(x)
using ANSICHAR = char;

// The 64-bit types are "long long" on every platform, also where those of the standard library are "long".
using uint8 = std::uint8_t;
using int16 = std::int16_t;
using int32 = int;
using uint32 = unsigned int;
using int64 = signed long long;
using uint64 = unsigned long long;

// The stand-ins convert ASCII only.
inline std::basic_string<TCHAR> StubWiden(const char* Text) { return std::basic_string<TCHAR>(Text, Text + std::strlen(Text)); }
#define ANSI_TO_TCHAR(text) StubWiden(text).c_str()

struct ESearchCase { enum Type { CaseSensitive, IgnoreCase }; };

class FString
{
public:
	FString() = default;
	FString(const TCHAR* Text) { if (Text) StubText = Text; }
	FString(int32 Length, const TCHAR* Text) : StubText(Text, static_cast<std::size_t>(Length)) {}
	const TCHAR* operator*() const { return StubText.c_str(); }
	bool IsEmpty() const { return StubText.empty(); }
	[[nodiscard]] FString TrimStartAndEnd() const
	{
		const TCHAR* const Spaces = TEXT(" \t\r\n");
		const std::size_t First = StubText.find_first_not_of(Spaces);
		return First == StubText.npos ? FString() : FString(StubText.substr(First, StubText.find_last_not_of(Spaces) - First + 1).c_str());
	}
	[[nodiscard]] bool Equals(const FString& Other, ESearchCase::Type Case = ESearchCase::CaseSensitive) const { return StubFolded(Case) == Other.StubFolded(Case); }
	[[nodiscard]] bool StartsWith(const FString& Prefix, ESearchCase::Type Case = ESearchCase::IgnoreCase) const
	{
		return StubFolded(Case).compare(0, Prefix.StubText.size(), Prefix.StubFolded(Case)) == 0;
	}
	friend FString operator+(const FString& A, const FString& B)
	{
		FString Sum(A);
		Sum.StubText += B.StubText;
		return Sum;
	}
	friend bool operator==(const FString& A, const FString& B) { return A.Equals(B, ESearchCase::IgnoreCase); } // as that of the engine
	friend bool operator!=(const FString& A, const FString& B) { return !(A == B); }

	std::basic_string<TCHAR> StubText;

private:
	std::basic_string<TCHAR> StubFolded(ESearchCase::Type Case) const
	{
		std::basic_string<TCHAR> Folded = StubText;
		for (TCHAR& Letter : Folded) Letter = Case == ESearchCase::IgnoreCase && Letter >= 'A' && Letter <= 'Z' ? static_cast<TCHAR>(Letter + 32) : Letter;
		return Folded;
	}
};

class FStringView
{
public:
	FStringView(const TCHAR* Text) : StubText(Text) {}
	FStringView(const FString& Text) : StubText(*Text) {}

	std::basic_string<TCHAR> StubText;
};

class FName
{
public:
	FName() = default;
	FName(const ANSICHAR* Name) : StubName(Name) {}
	FName(const TCHAR* Name) { for (; *Name; ++Name) StubName += static_cast<char>(*Name); }
	friend bool operator==(const FName& A, const FName& B) { return A.StubName == B.StubName; }
	friend bool operator!=(const FName& A, const FName& B) { return A.StubName != B.StubName; }

	std::string StubName;
};
inline const FName NAME_None;

class FText
{
public:
	static FText FromString(const FString& Text) { return FText{Text}; }
	static FText StubLocalized(const TCHAR* Text, const TCHAR* Namespace, const TCHAR* Key) { return *Namespace && *Key ? FText{FString(Text)} : FText(); }

	FString StubText;
};
#define LOCTEXT(key, text) FText::StubLocalized(TEXT(text), TEXT(LOCTEXT_NAMESPACE), TEXT(key))

class FTCHARToUTF8
{
public:
	explicit FTCHARToUTF8(const TCHAR* Text) { for (; *Text; ++Text) StubText += static_cast<char>(*Text); }
	const ANSICHAR* Get() const { return StubText.c_str(); }
	int32 Length() const { return static_cast<int32>(StubText.size()); }

private:
	std::string StubText;
};
class FUTF8ToTCHAR
{
public:
	FUTF8ToTCHAR(const ANSICHAR* Text, int32 Length) { for (int32 Index = 0; Index < Length; ++Index) StubText += static_cast<TCHAR>(Text[Index]); }
	const TCHAR* Get() const { return StubText.c_str(); }
	int32 Length() const { return static_cast<int32>(StubText.size()); }

private:
	std::basic_string<TCHAR> StubText;
};
