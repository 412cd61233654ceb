#include "ConvaiNativeServiceActions.h"

#include "ConvaiNativeCalls.h"
#include "ConvaiNativeReplies.h"

using ConvaiNativeCalls::Fire;
using ConvaiNativeCalls::FOptional;
using ConvaiNativeCalls::StartOf;
using ConvaiNativeCalls::ToC;
using ConvaiNativeConvert::ToUtf8;

namespace
{
	const char* ToName(EConvaiNativeHttpMethod Method)
	{
		switch (Method)
		{
		case EConvaiNativeHttpMethod::Get: return "GET";
		case EConvaiNativeHttpMethod::Put: return "PUT";
		case EConvaiNativeHttpMethod::Patch: return "PATCH";
		case EConvaiNativeHttpMethod::Delete: return "DELETE";
		default: return "POST";
		}
	}

	/** A request in the types of Core. */
	struct FParts
	{
		std::string Path;
		FOptional Json;
		const char* Method = nullptr;
		bool bMultipart = false;
		std::vector<convai_native::Field> Fields;
	};

	convai_native::Field ToField(const FConvaiNativeField& Field)
	{
		convai_native::Field Result;
		Result.name = ToUtf8(Field.Name);
		Result.value = ToUtf8(Field.Value);
		Result.file.assign(Field.File.begin(), Field.File.end());
		Result.file_name = ToUtf8(Field.FileName);
		Result.content_type = ToUtf8(Field.ContentType);
		return Result;
	}
}

UConvaiNativeCallService* UConvaiNativeCallService::CallService(UObject* WorldContextObject, const FString& Path, const FString& Json, const TArray<FConvaiNativeField>& Fields, const FConvaiNativeCallOptions& Options, EConvaiNativeHttpMethod Method)
{
	FParts Parts{ToUtf8(Path), FOptional{ToUtf8(Json)}, ToName(Method), Options.bMultipart, {}};
	for (const FConvaiNativeField& Field : Fields)
	{
		Parts.Fields.push_back(ToField(Field));
	}
	return Make<UConvaiNativeCallService>(WorldContextObject, Options, StartOf<convai_result>([Parts](auto* Client, auto* CallOptions, auto** Error)
	{
		convai_native::CList<convai_field> List;
		for (const convai_native::Field& Field : Parts.Fields)
		{
			List.add(convai_native::c_field(Field));
		}
		convai_request Request = CONVAI_REQUEST_INIT;
		Request.method = Parts.Method;
		Request.path = ToC(Parts.Path);
		Request.json = ToC(Parts.Json);
		Request.fields = List.pointers();
		Request.field_count = List.size();
		Request.flags = Parts.bMultipart ? CONVAI_MULTIPART : 0;
		return convai_call_async(Client, &Request, CallOptions, Error);
	}));
}

void UConvaiNativeCallService::Broadcast(convai_native::CallResult&& Result)
{
	Fire(*this, Result, ConvaiNativeReplies::ToServiceReply(Result.outcome.get()));
}
