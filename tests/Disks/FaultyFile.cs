using MiniKafka.Runtime.Buffers;
using MiniKafka.Storage.Files;

namespace Disks;

/// <summary>
/// A file with two contents: what programs see, and what the medium has. They become equal by a flush; a crash leaves any mix
/// of their pages and any length in between. An append that fails writes a part and cuts it off again, as a file on disk has to; when
/// the medium fails, so does forcing the cut, and the part may be there after a crash.
/// </summary>
internal sealed class FaultyFile(FaultyDisk owner, string path) : IFile
{
    private const int PageSize = 512;
    private byte[] _bytes = new byte[256];
    private int _length;
    private byte[] _durable = [];
    private int _durableLength;
    private byte[] _reserved = [];
    private int _cutOff;

    public string Path { get; set; } = path;

    public long Length => _length;

    public long ModifiedMs { get; set; } = owner.NowMs;

    /// <summary>A file that the medium has.</summary>
    public static FaultyFile Of(FaultyDisk owner, string path, ReadOnlySpan<byte> bytes)
    {
        var file = new FaultyFile(owner, path);
        file.Append(bytes);
        file.Flush();
        return file;
    }

    public byte[] ToArray() => _bytes.AsSpan(0, _length).ToArray();

    public Span<byte> Reserve(int length)
    {
        if (_reserved.Length < length)
        {
            _reserved = new byte[length];
        }

        return _reserved.AsSpan(0, length);
    }

    public void Commit(int length)
    {
        if (owner.FaultOfAppend(Path) is { } fault)
        {
            WriteAndCutBack(owner.TearAppend(length));
            if (fault is DiskFullException)
            {
                Flush();
            }

            throw fault;
        }

        EnsureRoom(_length + length);
        _cutOff = Math.Max(0, _cutOff - length);
        _reserved.AsSpan(0, length).CopyTo(_bytes.AsSpan(_length));
        _length += length;
        ModifiedMs = owner.NowMs;
    }

    public SharedBytes Read(long position, int length)
    {
        owner.BeforeCall(Path);
        var available = (int)Math.Clamp(_length - position, 0, length);
        return new SharedBytes(_bytes.AsMemory((int)Math.Min(position, _length), available));
    }

    public int Read(long position, Span<byte> destination)
    {
        owner.BeforeCall(Path);
        var available = (int)Math.Clamp(_length - position, 0, destination.Length);
        _bytes.AsSpan((int)Math.Min(position, _length), available).CopyTo(destination);
        return available;
    }

    public void Truncate(long length)
    {
        if (length < _length)
        {
            owner.BeforeCall(Path);
            // The old bytes stay where they are: the medium may still have them.
            _bytes = _bytes.AsSpan(0, (int)length).ToArray();
            _length = (int)length;
            ModifiedMs = owner.NowMs;
            _cutOff = 0;
            Flush();
        }
    }

    public void Flush()
    {
        owner.BeforeFlush(Path);
        _durable = _bytes;
        _durableLength = _length;
        _cutOff = 0;
    }

    public void Dispose()
    {
    }

    /// <summary>What a crash leaves: each page of the medium or of the memory, at a length between the two.</summary>
    public void Crash(Random random)
    {
        var written = _length + _cutOff;
        if (_durableLength == written && ReferenceEquals(_durable, _bytes))
        {
            return;
        }

        var (shorter, longer) = (Math.Min(_durableLength, _length), Math.Max(_durableLength, written));
        var length = random.Next(3) switch { 0 => _durableLength, 1 => _length, _ => random.Next(shorter, longer + 1) };
        var left = new byte[Math.Max(length, 16)];
        _durable.AsSpan(0, Math.Min(length, _durableLength)).CopyTo(left);
        var firstUnsure = ReferenceEquals(_durable, _bytes) ? _durableLength : 0;
        for (var page = firstUnsure / PageSize * PageSize; page < Math.Min(length, written); page += PageSize)
        {
            var from = Math.Max(page, firstUnsure);
            var end = Math.Min(page + PageSize, Math.Min(length, written));
            if (from < end && random.Next(4) > 0)
            {
                _bytes.AsSpan(from, end - from).CopyTo(left.AsSpan(from));
            }
            else
            {
                owner.Totals.TornPages++;
                owner.Totals.LostBytes += Math.Max(0, Math.Min(end, _length) - from);
            }
        }

        owner.Totals.LostBytes += Math.Max(0, _length - length);
        _bytes = _durable = left;
        _length = _durableLength = length;
        _cutOff = 0;
    }

    /// <summary>Changes one bit at rest.</summary>
    public bool FlipBit(Random random)
    {
        if (_length == 0)
        {
            return false;
        }

        _bytes[random.Next(_length)] ^= (byte)(1 << random.Next(8));
        return true;
    }

    private void WriteAndCutBack(int length)
    {
        EnsureRoom(_length + length);
        _reserved.AsSpan(0, length).CopyTo(_bytes.AsSpan(_length));
        _cutOff = Math.Max(_cutOff, length);
    }

    private void EnsureRoom(int length)
    {
        if (length > _bytes.Length)
        {
            var larger = new byte[Math.Max(length, _bytes.Length * 2)];
            _bytes.AsSpan(0, _length + _cutOff).CopyTo(larger);
            if (ReferenceEquals(_durable, _bytes))
            {
                _durable = larger;
            }

            _bytes = larger;
        }
    }
}
