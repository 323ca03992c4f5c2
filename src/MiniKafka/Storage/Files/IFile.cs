using MiniKafka.Runtime.Buffers;

namespace MiniKafka.Storage.Files;

/// <summary>
/// One open file that only ever grows at its end or is cut there. Bytes that were committed are never rewritten: after a
/// cut, new bytes go to new memory, so a reader that still holds the old ones sees no change.
/// Appending, cutting and closing belong to one owner; reading what was committed and flushing may happen on workers meanwhile.
/// Every member throws <see cref="IOException"/> when the medium fails, and <see cref="RefusedException"/> from appending and reading when it refuses
/// that for now; a raw file system says both in the system's words, which <see cref="TranslatingFileSystem"/> translates.
/// </summary>
internal interface IFile : IDisposable
{
    /// <summary>Where the file lies, for messages.</summary>
    string Path { get; }

    /// <summary>Committed bytes.</summary>
    long Length { get; }

    /// <summary>Room for bytes that shall follow the end; its contents are undefined. The next call forgets an uncommitted one.</summary>
    Span<byte> Reserve(int length);

    /// <summary>
    /// Makes the first <paramref name="length"/> reserved bytes part of the file. When it throws, the file is as long as before, and stays so after a crash.
    /// </summary>
    void Commit(int length);

    /// <summary>
    /// Appends two pieces as one, without a copy where the medium can write them from where they are. When it throws, the file is
    /// as long as before.
    /// </summary>
    void Append(ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> body)
    {
        var room = Reserve(head.Length + body.Length);
        head.Span.CopyTo(room);
        body.Span.CopyTo(room[head.Length..]);
        Commit(room.Length);
    }

    /// <summary>
    /// Whether appending these bytes with <see cref="Keep"/> is possible, because the medium is memory, and better than copying them.
    /// </summary>
    bool IsBetterKept(ReadOnlyMemory<byte> bytes, ILease lease) => false;

    /// <summary>Appends bytes without a copy, by taking a hold on them. They do not change any more.</summary>
    void Keep(ReadOnlyMemory<byte> bytes, ILease lease) => throw new NotSupportedException($"'{Path}' is not in memory.");

    /// <summary>Committed bytes, fewer when the file ends before. The caller owns one hold and releases it.</summary>
    SharedBytes Read(long position, int length);

    /// <summary>Copies committed bytes and returns how many there were.</summary>
    int Read(long position, Span<byte> destination);

    /// <summary>
    /// Cuts the file at <paramref name="length"/> and forces the cut onto the medium, so that a crash cannot mix what was cut with
    /// what is written there next. Does nothing when the file is not longer.
    /// </summary>
    void Truncate(long length);

    /// <summary>Forces everything committed so far onto the medium.</summary>
    void Flush();
}
