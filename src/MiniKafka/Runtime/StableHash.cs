namespace MiniKafka.Runtime;

/// <summary>FNV-1a over 64 bits: the same in every process, unlike the hash codes of strings.</summary>
internal struct StableHash
{
    private const ulong Prime = 1099511628211;
    private ulong _value;

    public StableHash()
    {
        _value = 14695981039346656037;
    }

    public readonly ulong Value => _value;

    public void Add(string text)
    {
        foreach (var letter in text)
        {
            _value = (_value ^ letter) * Prime;
        }
    }

    public void Add(long number)
    {
        for (var shift = 0; shift < 64; shift += 8)
        {
            _value = (_value ^ (byte)(number >> shift)) * Prime;
        }
    }

    /// <summary>A seed for one purpose under a common seed.</summary>
    public static int Seed(long seed, string purpose)
    {
        var hash = new StableHash();
        hash.Add(seed);
        hash.Add(purpose);
        return (int)(hash.Value ^ (hash.Value >> 32));
    }
}
