/// @file
/// Part of convai.hpp: the usage of an account.

#ifndef CONVAI_CPP_USAGE_HPP
#define CONVAI_CPP_USAGE_HPP

#include "range.hpp"

CONVAI_CPP_BEGIN

/// How much of one quota is used: an element of Usage::metrics.
class UsageMetric : public ListEntry<convai_usage_metric> {
public:
    using ListEntry<convai_usage_metric>::ListEntry;

    /// Returns the name of the quota. @return a name such as "interactions" or "core-api".
    [[nodiscard]] std::string_view id() const noexcept { return read(&Raw::id, &Raw::id_len); }
    /// Returns the quota. @return the number; -1 where the service does not say.
    [[nodiscard]] double limit() const noexcept { return get() ? get()->limit : -1; }
    /// Returns how much of it is used. @return the number; -1 where the service does not say.
    [[nodiscard]] double used() const noexcept { return get() ? get()->used : -1; }
};

/// The account of the API key, and how much of its quotas is used. Move-only. All views are valid until the Usage is destroyed
/// or assigned to. They are NUL-terminated, and empty where the service did not send the field.
class Usage : public Owned<convai_usage> {
public:
    using Owned<convai_usage>::Owned;

    /// Returns the name of the user. @return the name.
    [[nodiscard]] std::string_view user_name() const & noexcept CONVAI_CPP_LIFETIMEBOUND {
        return detail::text_of(get(), &convai_usage::user_name, &convai_usage::user_name_len);
    }
    void user_name() const && = delete;
    /// Returns the e-mail address of the user. @return the address.
    [[nodiscard]] std::string_view email() const & noexcept CONVAI_CPP_LIFETIMEBOUND {
        return detail::text_of(get(), &convai_usage::email, &convai_usage::email_len);
    }
    void email() const && = delete;
    /// Returns the plan of the account. @return its name.
    [[nodiscard]] std::string_view plan_name() const & noexcept CONVAI_CPP_LIFETIMEBOUND {
        return detail::text_of(get(), &convai_usage::plan_name, &convai_usage::plan_name_len);
    }
    void plan_name() const && = delete;
    /// Returns when the plan expires. @return the time in the format of the service.
    [[nodiscard]] std::string_view expires() const & noexcept CONVAI_CPP_LIFETIMEBOUND {
        return detail::text_of(get(), &convai_usage::expires, &convai_usage::expires_len);
    }
    void expires() const && = delete;
    /// Returns the quotas. @return a range of UsageMetric that is valid as long as this Usage.
    [[nodiscard]] Range<UsageMetric, convai_usage_metric> metrics() const & noexcept CONVAI_CPP_LIFETIMEBOUND {
        if (!get()) return {};
        return {get()->metrics, get()->metric_count};
    }
    void metrics() const && = delete;
    /// Returns the unparsed reply, which contains fields that have no function here. @return JSON.
    [[nodiscard]] std::string_view raw_json() const & noexcept CONVAI_CPP_LIFETIMEBOUND {
        return detail::text_of(get(), &convai_usage::raw_json, &convai_usage::raw_json_len);
    }
    void raw_json() const && = delete;
};

CONVAI_CPP_END

#endif  // CONVAI_CPP_USAGE_HPP
