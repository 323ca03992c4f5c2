namespace MiniKafka.Coordination.Groups;

/// <summary>Makes member ids: the instance id, or else the client id, a dash, and a random UUID.</summary>
internal sealed class MemberIds(Random random)
{
    public string Next(string clientId, string? groupInstanceId)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return $"{groupInstanceId ?? clientId}-{new Guid(bytes, bigEndian: true):D}";
    }
}
