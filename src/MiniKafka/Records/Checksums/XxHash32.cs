using System.Buffers.Binary;
using System.Numerics;

namespace MiniKafka.Records.Checksums;

/// <summary>XXH32 with seed 0, as the LZ4 frame format uses it; bytes may be added piece by piece.</summary>
internal struct XxHash32
{
    private const uint Prime1 = 2654435761;
    private const uint Prime2 = 2246822519;
    private const uint Prime3 = 3266489917;
    private const uint Prime4 = 668265263;
    private const uint Prime5 = 374761393;
    private const int StripeBytes = 16;

    private uint _lane1 = unchecked(Prime1 + Prime2);
    private uint _lane2 = Prime2;
    private uint _lane3 = 0;
    private uint _lane4 = unchecked(0 - Prime1);
    private Stripe _pending;
    private int _pendingBytes;
    private ulong _totalBytes;

    public XxHash32()
    {
    }

    public static uint Compute(ReadOnlySpan<byte> bytes)
    {
        var hash = new XxHash32();
        hash.Append(bytes);
        return hash.Finish();
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        _totalBytes += (ulong)bytes.Length;
        if (_pendingBytes > 0)
        {
            var taken = Math.Min(StripeBytes - _pendingBytes, bytes.Length);
            bytes[..taken].CopyTo(_pending[_pendingBytes..]);
            _pendingBytes += taken;
            bytes = bytes[taken..];
            if (_pendingBytes < StripeBytes)
            {
                return;
            }

            AppendStripe(_pending);
            _pendingBytes = 0;
        }

        for (; bytes.Length >= StripeBytes; bytes = bytes[StripeBytes..])
        {
            AppendStripe(bytes);
        }

        bytes.CopyTo(_pending);
        _pendingBytes = bytes.Length;
    }

    public readonly uint Finish()
    {
        var hash = _totalBytes < StripeBytes
            ? Prime5
            : BitOperations.RotateLeft(_lane1, 1) + BitOperations.RotateLeft(_lane2, 7)
                + BitOperations.RotateLeft(_lane3, 12) + BitOperations.RotateLeft(_lane4, 18);
        hash += (uint)_totalBytes;
        ReadOnlySpan<byte> rest = _pending;
        rest = rest[.._pendingBytes];
        for (; rest.Length >= sizeof(uint); rest = rest[sizeof(uint)..])
        {
            hash = BitOperations.RotateLeft(hash + (BinaryPrimitives.ReadUInt32LittleEndian(rest) * Prime3), 17) * Prime4;
        }

        foreach (var value in rest)
        {
            hash = BitOperations.RotateLeft(hash + (value * Prime5), 11) * Prime1;
        }

        hash = (hash ^ (hash >> 15)) * Prime2;
        hash = (hash ^ (hash >> 13)) * Prime3;
        return hash ^ (hash >> 16);
    }

    private void AppendStripe(ReadOnlySpan<byte> stripe)
    {
        _lane1 = Round(_lane1, BinaryPrimitives.ReadUInt32LittleEndian(stripe));
        _lane2 = Round(_lane2, BinaryPrimitives.ReadUInt32LittleEndian(stripe[4..]));
        _lane3 = Round(_lane3, BinaryPrimitives.ReadUInt32LittleEndian(stripe[8..]));
        _lane4 = Round(_lane4, BinaryPrimitives.ReadUInt32LittleEndian(stripe[12..]));
    }

    private static uint Round(uint lane, uint input) => BitOperations.RotateLeft(lane + (input * Prime2), 13) * Prime1;

    [System.Runtime.CompilerServices.InlineArray(StripeBytes)]
    private struct Stripe
    {
        private byte _first;
    }
}
