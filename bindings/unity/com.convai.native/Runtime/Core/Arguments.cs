using System;

namespace ConvaiNative
{
    /// <summary>Checks arguments and converts them to the types of the C API.</summary>
    internal static class Arguments
    {
        /// <summary>
        /// Converts a time to whole milliseconds. Rounds up, because 0 is the library's default and not a very short time.
        /// </summary>
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

        /// <summary>A flag of the library: 1 is true, 0 is false, and a negative number is unknown.</summary>
        internal static bool? Flag(int value)
        {
            return value < 0 ? (bool?)null : value != 0;
        }

        internal static void Required(object value, string name)
        {
            if (value == null) throw new ArgumentNullException(name);
        }
    }
}
