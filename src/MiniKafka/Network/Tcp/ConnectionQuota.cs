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
    private TaskCompletionSource? _freed;

    /// <summary>Completes when there is room for one more connection at all.</summary>
    public Task WhenRoomAsync()
    {
        lock (_gate)
        {
            if (_count < maxConnections)
            {
                return Task.CompletedTask;
            }

            _freed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _freed.Task;
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
        TaskCompletionSource? freed;
        lock (_gate)
        {
            if (--_byAddress[address] == 0)
            {
                _byAddress.Remove(address);
            }

            _count--;
            freed = _freed;
            _freed = null;
        }

        freed?.SetResult();
    }
}
