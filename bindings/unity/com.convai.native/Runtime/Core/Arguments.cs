using System;

namespace ConvaiNative
{
    /// <summary>What callers give, checked and in the form in which the library takes it.</summary>
    internal static class Arguments
    {
        /// <summary>0 is the library's default, so a time that is longer than nothing is never rounded to 0.</summary>
        internal static int Milliseconds(TimeSpan time, string name)
        {
            double value = Math.Ceiling(time.TotalMilliseconds);
            if (value < 0 || value > int.MaxValue)
                throw new ArgumentOutOfRangeException(name, "Set a time between 0 and 24 days.");
            return (int)value;
        }

        internal static int Milliseconds(TimeSpan? time, string name)
        {
            return time.HasValue ? Milliseconds(time.Value, name) : 0;
        }

        internal static uint Count(int value, string name)
        {
            if (value < 0) throw new ArgumentOutOfRangeException(name, "Set 0 or a positive number.");
            return (uint)value;
        }

        internal static void Required(object value, string name)
        {
            if (value == null) throw new ArgumentNullException(name);
        }
    }
}
