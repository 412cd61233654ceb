// Stand-ins for the engine's CoreUObject module: see README.md.
#pragma once

#include "core.h"

class UClass;

class UWorld;

class UObject
{
public:
	UObject() : StubId(++StubLastId) {}
	virtual ~UObject() = default;
	virtual void BeginDestroy() {}
	virtual UWorld* GetWorld() const { return StubOuter ? StubOuter->GetWorld() : nullptr; }
	uint32 GetUniqueID() const { return StubId; }
	FString GetName() const { return FString(TEXT("Object")); }
	static UClass* StaticClass();

	UObject* StubOuter = nullptr;
	// After it was destroyed an object keeps its memory until the garbage is collected, and weak pointers to it are null.
	bool StubDestroyed = false;

private:
	uint32 StubId;
	inline static uint32 StubLastId = 0;
};
inline bool IsValid(const UObject* Object) { return Object && !Object->StubDestroyed; }
class UPackage : public UObject {};
inline UPackage* GetTransientPackage() { static UPackage Package; return &Package; }

// All objects of a test. They are deleted at its end, which stands for the collection of garbage.
inline std::vector<std::unique_ptr<UObject>> StubObjects;

template <typename T> T* NewObject(UObject* Outer = nullptr)
{
	static_assert(std::is_base_of_v<UObject, T>);
	T* Object = new T();
	Object->StubOuter = Outer;
	StubObjects.emplace_back(Object);
	return Object;
}
template <typename T> T* Cast(UObject* Object)
{
#ifdef __GXX_RTTI
	return dynamic_cast<T*>(Object);
#else
	return static_cast<T*>(Object);
#endif
}
template <typename T> const T* GetDefault() { static_assert(std::is_base_of_v<UObject, T>); static const T Default; return &Default; }
template <typename T> T* GetMutableDefault() { static_assert(std::is_base_of_v<UObject, T>); return nullptr; }

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
