// Stand-ins for the shared and unique pointers of the engine's Core module: see README.md.
#pragma once

#include <memory>
#include <type_traits>
#include <utility>

template <typename T> class TSharedPtr;
// Never null: that of the engine has a default constructor for its own use, which ends the program elsewhere.
template <typename T> class TSharedRef
{
public:
	explicit TSharedRef(std::shared_ptr<T> Object) : StubObject(std::move(Object)) {}
	T& operator*() const { return *StubObject; }
	T* operator->() const { return StubObject.get(); }

	std::shared_ptr<T> StubObject;
};
template <typename T> class TSharedPtr
{
public:
	TSharedPtr() = default;
	TSharedPtr(decltype(nullptr)) {}
	template <typename Other, typename = std::enable_if_t<std::is_convertible_v<Other*, T*>>> TSharedPtr(const TSharedPtr<Other>& Another) : StubObject(Another.StubObject) {}
	template <typename Other, typename = std::enable_if_t<std::is_convertible_v<Other*, T*>>> TSharedPtr(const TSharedRef<Other>& Another) : StubObject(Another.StubObject) {}
	T& operator*() const { return *StubObject; }
	T* operator->() const { return StubObject.get(); }
	bool IsValid() const { return StubObject != nullptr; }
	explicit operator bool() const { return IsValid(); }
	void Reset() { StubObject.reset(); }

	std::shared_ptr<T> StubObject;
};
template <typename T, typename... Arguments> TSharedRef<T> MakeShared(Arguments&&... Values)
{
	static_assert(std::is_constructible_v<T, Arguments...>);
	return TSharedRef<T>(std::make_shared<T>(std::forward<Arguments>(Values)...));
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
