// Stand-ins for the engine's CoreUObject module: see README.md.
#pragma once

#include "core.h"

// Markers for UnrealHeaderTool. header_tool.py writes what that program writes: the *.generated.h files, which define
// GENERATED_BODY() of each type, and a *.gen.cpp for each header.
#define UCLASS(...)
#define USTRUCT(...)
#define UENUM(...)
#define UPROPERTY(...)
#define UFUNCTION(...)
#define STUB_JOIN(file, line, rest) file##_##line##rest
#define STUB_EXPAND(file, line, rest) STUB_JOIN(file, line, rest)
#define GENERATED_BODY() STUB_EXPAND(CURRENT_FILE_ID, __LINE__, _GENERATED_BODY)

class UObject;
class UWorld;

class UClass
{
public:
	explicit UClass(const UClass* Parent = nullptr) : StubParent(Parent) {}
	bool StubIsA(const UClass* Other) const { return this == Other || (StubParent && StubParent->StubIsA(Other)); }

	const UClass* StubParent;
};
class UScriptStruct {};
class UEnum {};
template <typename EnumType> UEnum* StaticEnum();

// Live coding makes objects with this constructor, to read the addresses of their virtual functions.
class FVTableHelper {};
class FObjectInitializer
{
public:
	static const FObjectInitializer& Get() { static const FObjectInitializer Initializer; return Initializer; }
};

// What Blueprint passes to a function.
class FFrame
{
public:
	template <typename T> void StubTake(T& Value) { (void)Value; }
};

class UObject
{
public:
	UObject() : StubId(++StubLastId) {}
	UObject(const FObjectInitializer&) : UObject() {}
	UObject(FVTableHelper&) : UObject() {}
	virtual ~UObject() = default;
	virtual void BeginDestroy() {}
	virtual UWorld* GetWorld() const { return StubOuter ? StubOuter->GetWorld() : nullptr; }
	uint32 GetUniqueID() const { return StubId; }
	FString GetName() const { return FString(TEXT("Object")); }
	template <typename T> T* CreateDefaultSubobject(FName SubobjectName, bool bTransient = false);
	static UClass* StaticClass() { static UClass Class; return &Class; }
	virtual UClass* StubClass() const { return StaticClass(); }

	UObject* StubOuter = nullptr;
	// After it was destroyed an object keeps its memory until the garbage is collected, and weak pointers to it are null.
	bool StubDestroyed = false;

private:
	uint32 StubId;
	inline static uint32 StubLastId = 0;
};
inline bool IsValid(const UObject* Object) { return Object && !Object->StubDestroyed; }

// The part of GENERATED_BODY() that all classes have.
#define STUB_CLASS(type, parent) \
	using ThisClass = type; \
	using Super = parent; \
	virtual UClass* StubClass() const override { return StaticClass(); } \
	type(FVTableHelper& Helper) : Super(Helper) {}
// That of a class of the engine. "initializer" has the default argument that its constructor has in the engine, or none.
#define STUB_ENGINE_CLASS(type, parent, initializer) \
	STUB_CLASS(type, parent) \
	type(const FObjectInitializer& ObjectInitializer initializer) : Super(ObjectInitializer) {} \
	static UObject* StubConstruct(const FObjectInitializer& Initializer) { return new type(Initializer); } \
	static UClass* StaticClass() { static UClass Class(Super::StaticClass()); return &Class; }
#define STUB_OPTIONAL = FObjectInitializer::Get()

class UPackage : public UObject { public: STUB_ENGINE_CLASS(UPackage, UObject, STUB_OPTIONAL) };
inline UPackage* GetTransientPackage() { static UPackage Package; return &Package; }

// All objects of a test. They are deleted at its end, which stands for the collection of garbage.
inline std::vector<std::unique_ptr<UObject>> StubObjects;

template <typename T> T* NewObject(UObject* Outer = GetTransientPackage())
{
	static_assert(std::is_base_of_v<UObject, T>);
	T* Object = static_cast<T*>(T::StubConstruct(FObjectInitializer::Get()));
	Object->StubOuter = Outer;
	StubObjects.emplace_back(Object);
	return Object;
}
template <typename T> T* UObject::CreateDefaultSubobject(FName, bool) { return NewObject<T>(this); }
template <typename T> T* Cast(UObject* Object) { return Object && Object->StubClass()->StubIsA(T::StaticClass()) ? static_cast<T*>(Object) : nullptr; }

// The object that holds the defaults and the configuration of a class.
template <typename T> T* GetMutableDefault()
{
	static_assert(std::is_base_of_v<UObject, T>);
	static const std::unique_ptr<UObject> Default(T::StubConstruct(FObjectInitializer::Get()));
	return static_cast<T*>(Default.get());
}
template <typename T> const T* GetDefault() { return GetMutableDefault<T>(); }

template <typename T> class TObjectPtr
{
public:
	TObjectPtr() = default;
	TObjectPtr(decltype(nullptr)) {}
	TObjectPtr(T* Object) : StubObject(Object) {}
	operator T*() const { return StubObject; }
	T* operator->() const { return StubObject; }
	T& operator*() const { return *StubObject; }

private:
	T* StubObject = nullptr;
};
template <typename T> class TWeakObjectPtr
{
public:
	TWeakObjectPtr() = default;
	TWeakObjectPtr(T* Object) : StubObject(Object) {}
	TWeakObjectPtr& operator=(T* Object) { StubObject = Object; return *this; }
	T* Get() const { return ::IsValid(StubObject) ? StubObject : nullptr; }
	bool IsValid() const { return ::IsValid(StubObject); }

private:
	T* StubObject = nullptr;
};
template <typename T> class TStrongObjectPtr
{
public:
	explicit TStrongObjectPtr(T* Object) : StubObject(Object) {}
	T* Get() const { return StubObject; }
	T* operator->() const { return StubObject; }

private:
	T* StubObject;
};
