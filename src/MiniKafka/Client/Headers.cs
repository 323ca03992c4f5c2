using System.Collections;
using System.Runtime.InteropServices;
using MiniKafka.Records;

namespace MiniKafka.Client;

/// <summary>One header of a record: a name, and bytes that may be null.</summary>
/// <param name="Key">The name; several headers of one record may share it.</param>
/// <param name="Value">The bytes.</param>
public readonly record struct Header(string Key, ReadOnlyMemory<byte>? Value);

/// <summary>The headers of a record, in order.</summary>
public sealed class Headers : IReadOnlyList<Header>
{
    private readonly List<RecordHeader> _headers = [];

    /// <inheritdoc/>
    public int Count => _headers.Count;

    /// <inheritdoc/>
    public Header this[int index] => new(_headers[index].Name, _headers[index].Value);

    internal ReadOnlySpan<RecordHeader> Records => CollectionsMarshal.AsSpan(_headers);

    /// <summary>Adds a header behind the others.</summary>
    public void Add(string key, byte[]? value)
    {
        ArgumentNullException.ThrowIfNull(key);
        _headers.Add(new RecordHeader(key, value is null ? (ReadOnlyMemory<byte>?)null : value));
    }

    /// <summary>Adds a header behind the others.</summary>
    public void Add(Header header)
    {
        ArgumentNullException.ThrowIfNull(header.Key);
        _headers.Add(new RecordHeader(header.Key, header.Value));
    }

    /// <summary>Removes all headers of that name.</summary>
    public void Remove(string key) => _headers.RemoveAll(header => header.Name == key);

    /// <summary>The last header of that name.</summary>
    public bool TryGetLast(string key, out Header header)
    {
        var index = _headers.FindLastIndex(candidate => candidate.Name == key);
        header = index < 0 ? default : this[index];
        return index >= 0;
    }

    /// <inheritdoc/>
    public IEnumerator<Header> GetEnumerator()
    {
        foreach (var header in _headers)
        {
            yield return new Header(header.Name, header.Value);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
