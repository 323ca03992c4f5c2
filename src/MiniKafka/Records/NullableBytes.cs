namespace MiniKafka.Records;

/// <summary>Bytes that may be null, which is not the same as empty. The default value is null.</summary>
internal readonly ref struct NullableBytes
{
    private readonly bool _exists;

    public NullableBytes(ReadOnlySpan<byte> bytes)
    {
        Span = bytes;
        _exists = true;
    }

    public static NullableBytes Null => default;

    public bool IsNull => !_exists;

    /// <summary>The bytes; empty when null.</summary>
    public ReadOnlySpan<byte> Span { get; }

    public static implicit operator NullableBytes(ReadOnlySpan<byte> bytes) => new(bytes);

    public static implicit operator NullableBytes(byte[]? bytes) => bytes is null ? default : new(bytes);

    public static implicit operator NullableBytes(ReadOnlyMemory<byte>? bytes) => bytes is { } some ? new(some.Span) : default;

    /// <summary>A copy, or null.</summary>
    public byte[]? ToArray() => IsNull ? null : Span.ToArray();
}
