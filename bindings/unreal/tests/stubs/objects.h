// Stubs of the engine's CoreUObject module: see README.md. Declarations only. Never linked.
#pragma once

#include "core.h"

class UClass;

class UObject
{
public:
	virtual ~UObject() = default;
	virtual void BeginDestroy();
	uint32 GetUniqueID() const;
	FString GetName() const;
	static UClass* StaticClass();
};
class UPackage : public UObject {};
UPackage* GetTransientPackage();

template <typename T> T* NewObject(UObject* Outer = nullptr) { static_assert(std::is_base_of_v<UObject, T>); return static_cast<T*>(Outer); }
template <typename T> const T* GetDefault() { static_assert(std::is_base_of_v<UObject, T>); return nullptr; }
template <typename T> T* GetMutableDefault() { static_assert(std::is_base_of_v<UObject, T>); return nullptr; }

template <typename T> class TObjectPtr
{
public:
	TObjectPtr();
	TObjectPtr(decltype(nullptr));
	TObjectPtr(T* Object);
	operator T*() const;
	T* operator->() const;
	T& operator*() const;
};
template <typename T> class TWeakObjectPtr
{
public:
	TWeakObjectPtr();
	TWeakObjectPtr(T* Object);
	TWeakObjectPtr& operator=(T* Object);
	T* Get() const;
	bool IsValid() const;
};
template <typename T> class TStrongObjectPtr { public: explicit TStrongObjectPtr(T* Object); T* Get() const; T* operator->() const; };
