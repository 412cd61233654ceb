// Stand-ins for the shared and unique pointers of the engine's Core module: see README.md.
#pragma once

#include <memory>
#include <type_traits>
#include <utility>

enum class ESPMode : unsigned char { NotThreadSafe, ThreadSafe };

template <typename T, ESPMode Mode = ESPMode::ThreadSafe> class TSharedPtr;
// Never null: that of the engine has a default constructor for its own use, which ends the program elsewhere.
template <typename T, ESPMode Mode = ESPMode::ThreadSafe> class TSharedRef
{
public:
	explicit TSharedRef(std::shared_ptr<T> Object) : StubObject(std::move(Object)) {}
	template <typename Other, typename = std::enable_if_t<std::is_convertible_v<Other*, T*>>> TSharedRef(const TSharedRef<Other, Mode>& Another) : StubObject(Another.StubObject) {}
	T& operator*() const { return *StubObject; }
	T* operator->() const { return StubObject.get(); }

	std::shared_ptr<T> StubObject;
};
template <typename T, ESPMode Mode> class TSharedPtr
{
public:
	TSharedPtr() = default;
	TSharedPtr(decltype(nullptr)) {}
	template <typename Other, typename = std::enable_if_t<std::is_convertible_v<Other*, T*>>> TSharedPtr(const TSharedPtr<Other, Mode>& Another) : StubObject(Another.StubObject) {}
	template <typename Other, typename = std::enable_if_t<std::is_convertible_v<Other*, T*>>> TSharedPtr(const TSharedRef<Other, Mode>& Another) : StubObject(Another.StubObject) {}
	T& operator*() const { return *StubObject; }
	T* operator->() const { return StubObject.get(); }
	bool IsValid() const { return StubObject != nullptr; }
	explicit operator bool() const { return IsValid(); }
	void Reset() { StubObject.reset(); }

	std::shared_ptr<T> StubObject;
};
template <typename T, ESPMode Mode = ESPMode::ThreadSafe> class TWeakPtr
{
public:
	TWeakPtr() = default;
	TWeakPtr(const TSharedRef<T, Mode>& Object) : StubObject(Object.StubObject) {}
	TSharedPtr<T, Mode> Pin() const
	{
		TSharedPtr<T, Mode> Pinned;
		Pinned.StubObject = StubObject.lock();
		return Pinned;
	}

	std::weak_ptr<T> StubObject;
};
template <typename T> class TSharedFromThis : public std::enable_shared_from_this<T>
{
public:
	TSharedRef<T> AsShared() { return TSharedRef<T>(this->shared_from_this()); }
};
template <typename T, ESPMode Mode = ESPMode::ThreadSafe, typename... Arguments> TSharedRef<T, Mode> MakeShared(Arguments&&... Values)
{
	static_assert(std::is_constructible_v<T, Arguments...>);
	return TSharedRef<T, Mode>(std::make_shared<T>(std::forward<Arguments>(Values)...));
}
template <typename T> class TUniquePtr
{
public:
	TUniquePtr() = default;
	TUniquePtr(decltype(nullptr)) {}
	explicit TUniquePtr(T* Object) : StubObject(Object) {}
	T* operator->() const { return StubObject.get(); }
	void Reset() { StubObject.reset(); }

	std::unique_ptr<T> StubObject;
};
template <typename T, typename... Arguments> TUniquePtr<T> MakeUnique(Arguments&&... Values) { return TUniquePtr<T>(new T(std::forward<Arguments>(Values)...)); }
