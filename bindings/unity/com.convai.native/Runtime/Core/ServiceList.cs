using System;
using System.Collections;
using System.Collections.Generic;

namespace ConvaiNative
{
    /// <summary>The entries of a reply of the service, in its order, and the reply itself. Immutable, and managed memory.</summary>
    /// <typeparam name="T">The type of an entry.</typeparam>
    public class ServiceList<T> : IReadOnlyList<T>
    {
        private readonly T[] entries;

        internal ServiceList(T[] entries, string rawJson)
        {
            this.entries = entries;
            RawJson = rawJson;
        }

        /// <summary>The number of entries.</summary>
        public int Count
        {
            get { return entries.Length; }
        }

        /// <summary>The unparsed reply of the service, for fields that have no property here.</summary>
        public string RawJson { get; private set; }

        /// <summary>The entry at an index from 0.</summary>
        public T this[int index]
        {
            get { return entries[index]; }
        }

        /// <summary>The entries one after the other.</summary>
        public IEnumerator<T> GetEnumerator()
        {
            return ((IEnumerable<T>)entries).GetEnumerator();
        }

        IEnumerator IEnumerable.GetEnumerator()
        {
            return entries.GetEnumerator();
        }

        /// <summary>The entries that fulfil a condition, in their order.</summary>
        internal T[] FindAll(Predicate<T> match)
        {
            return Array.FindAll(entries, match);
        }
    }
}
