using System.Collections.Generic;

namespace ConvaiNative
{
    /// <summary>How much of its plan an account has used. Immutable. A property is null if the service did not give its value.</summary>
    public sealed unsafe class AccountUsage
    {
        internal AccountUsage(NativeUsage* usage)
        {
            UserName = Utf8.Read(usage->UserName, usage->UserNameLen);
            Email = Utf8.Read(usage->Email, usage->EmailLen);
            PlanName = Utf8.Read(usage->PlanName, usage->PlanNameLen);
            Expires = Utf8.Read(usage->Expires, usage->ExpiresLen);
            UsageMetric[] metrics = new UsageMetric[checked((int)usage->MetricCount.ToUInt64())];
            for (int index = 0; index < metrics.Length; index++) metrics[index] = new UsageMetric(usage->Metrics[index]);
            Metrics = metrics;
            RawJson = Utf8.Read(usage->RawJson, usage->RawJsonLen);
        }

        /// <summary>The name of the user.</summary>
        public string UserName { get; private set; }

        /// <summary>The mail address of the user.</summary>
        public string Email { get; private set; }

        /// <summary>The name of the plan.</summary>
        public string PlanName { get; private set; }

        /// <summary>When the plan ends, in the format of the service.</summary>
        public string Expires { get; private set; }

        /// <summary>What the plan limits, such as "interactions". Never null.</summary>
        public IReadOnlyList<UsageMetric> Metrics { get; private set; }

        /// <summary>The unparsed reply of the service, for fields that have no property here.</summary>
        public string RawJson { get; private set; }
    }

    /// <summary>Something that a plan limits. Immutable. A property is null if the service did not give its value.</summary>
    public sealed unsafe class UsageMetric
    {
        internal UsageMetric(NativeUsageMetric* metric)
        {
            Id = Utf8.Read(metric->Id, metric->IdLen);
            if (metric->Limit >= 0) Limit = metric->Limit;
            if (metric->Used >= 0) Used = metric->Used;
        }

        /// <summary>What is counted, such as "interactions" or "core-api". A metric with several limits stands in the list several times.</summary>
        public string Id { get; private set; }

        /// <summary>How much the plan allows.</summary>
        public double? Limit { get; private set; }

        /// <summary>How much was used.</summary>
        public double? Used { get; private set; }
    }
}
