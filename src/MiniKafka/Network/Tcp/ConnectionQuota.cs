using System.Net;

namespace MiniKafka.Network.Tcp;

/// <summary>
/// Counts the connections of one listener, in all and by address. Connections give their place back from any thread, so
/// the counts have a lock.
/// </summary>
internal sealed class ConnectionQuota(int maxConnections, int maxConnectionsPerIp, IReadOnlyDictionary<IPAddress, int> overrides)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, int> _byAddress = [];
    private int _count;
    private bool _isAwaited;

    /// <summary>Called when a connection gave its place back, on its thread, once each time that it was asked for.</summary>
    public required Action Freed { get; init; }

    /// <summary>There is room for one more connection at all.</summary>
    public bool HasRoom
    {
        get
        {
            lock (_gate)
            {
                return _count < maxConnections;
            }
        }
    }

    /// <summary>Asks to be told when there is room again; false when there is already.</summary>
    public bool TryTellWhenFreed()
    {
        lock (_gate)
        {
            _isAwaited = _count >= maxConnections;
            return _isAwaited;
        }
    }

    /// <summary>False when this address has all the connections it may have.</summary>
    public bool TryEnter(IPAddress address)
    {
        lock (_gate)
        {
            _byAddress.TryGetValue(address, out var held);
            if (held >= (overrides.TryGetValue(address, out var own) ? own : maxConnectionsPerIp))
            {
                return false;
            }

            _byAddress[address] = held + 1;
            _count++;
            return true;
        }
    }

    public void Leave(IPAddress address)
    {
        bool wasAwaited;
        lock (_gate)
        {
            if (--_byAddress[address] == 0)
            {
                _byAddress.Remove(address);
            }

            _count--;
            wasAwaited = _isAwaited;
            _isAwaited = false;
        }

        if (wasAwaited)
        {
            Freed();
        }
    }
}
