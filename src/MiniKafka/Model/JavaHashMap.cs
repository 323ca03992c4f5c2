using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace MiniKafka.Model;

/// <summary>A map that nobody changes any more and that is walked through as Java would.</summary>
internal sealed class JavaHashMap<TKey, TValue> : IReadOnlyDictionary<TKey, TValue>
    where TKey : notnull
{
    private readonly IReadOnlyList<KeyValuePair<TKey, TValue>> _pairs;
    private readonly Dictionary<TKey, TValue> _values;

    /// <param name="put">Keys, each once, and values, in the order in which they were put.</param>
    /// <param name="hashOf">Java's hash of a key.</param>
    /// <param name="table">How many buckets the map was made with.</param>
    public JavaHashMap(IReadOnlyCollection<KeyValuePair<TKey, TValue>> put, Func<TKey, int> hashOf, int table = JavaHash.DefaultTable)
    {
        _pairs = JavaHash.Walk(put, pair => hashOf(pair.Key), table);
        _values = new Dictionary<TKey, TValue>(_pairs);
    }

    public int Count => _pairs.Count;

    public IEnumerable<TKey> Keys => _pairs.Select(pair => pair.Key);

    public IEnumerable<TValue> Values => _pairs.Select(pair => pair.Value);

    public TValue this[TKey key] => _values[key];

    public bool ContainsKey(TKey key) => _values.ContainsKey(key);

    public bool TryGetValue(TKey key, [MaybeNullWhen(false)] out TValue value) => _values.TryGetValue(key, out value);

    public IEnumerator<KeyValuePair<TKey, TValue>> GetEnumerator() => _pairs.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
