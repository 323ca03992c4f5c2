using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using MiniKafka.Metadata.Images;
using MiniKafka.Model;
using MiniKafka.Network;
using MiniKafka.Rpc;
using MiniKafka.Runtime;

namespace MiniKafka.Broker.Telemetry;

/// <summary>
/// The clients that asked what metrics are wanted of them, at most 16384: the one that was silent longest goes first, and a
/// client goes with its connection. Owned by the broker's loop.
/// </summary>
internal sealed class ClientInstances(ClusterView view, EventLoop loop, Random random)
{
    private const int Most = 16_384;
    private static readonly TimeSpan ShortestLife = TimeSpan.FromMinutes(1);

    private readonly Dictionary<Uuid, LinkedListNode<ClientInstance>> _byId = [];
    private readonly LinkedList<ClientInstance> _bySilence = [];
    private ImmutableSortedDictionary<ConfigResource, ImmutableSortedDictionary<string, string>>? _seen;
    private ImmutableArray<(string Name, ImmutableSortedDictionary<string, string> Own)> _configured = [];
    private List<MetricsSubscription> _subscriptions = [];
    private int _version;

    public Uuid NewId()
    {
        Uuid id;
        do
        {
            id = Uuid.NewRandom(random);
        }
        while (_byId.ContainsKey(id));

        return id;
    }

    /// <summary>The client of that id, told anew when it was unknown, forgotten, or when the subscriptions have changed.</summary>
    public ClientInstance Of(Uuid id, RequestContext context)
    {
        Refresh();
        var known = _byId.GetValueOrDefault(id);
        if (known is not null)
        {
            _bySilence.Remove(known);
        }

        var instance = known?.Value;
        if (instance is null || IsForgotten(instance))
        {
            instance = new ClientInstance(id, PropertiesOf(id, context), _subscriptions, _version, loop.Clock);
            context.ClientGone.UnsafeRegister(
                static state =>
                {
                    var (instances, loop, gone) = ((ClientInstances, EventLoop, ClientInstance))state!;
                    loop.TryPost(_ => instances.Remove(gone), null);
                },
                (this, loop, instance));
        }
        else if (instance.Version != _version)
        {
            instance = new ClientInstance(id, instance.Client, _subscriptions, _version, loop.Clock);
        }

        instance.LastSeen = loop.Clock.GetTimestamp();
        _byId[id] = _bySilence.AddLast(instance);
        if (_byId.Count > Most)
        {
            Remove(_bySilence.First!.Value);
        }

        return instance;
    }

    private static SortedDictionary<string, string> PropertiesOf(Uuid id, RequestContext context)
    {
        var (address, port) = context.Connection.Remote switch
        {
            IPEndPoint ip => (ip.Address.ToString(), ip.Port),
            NodeEndPoint node => (node.Host, node.Port),
            var other => (other.ToString() ?? "", 0),
        };
        return new(StringComparer.Ordinal)
        {
            ["client_instance_id"] = id.ToString(),
            ["client_id"] = context.ClientId ?? "",
            ["client_software_name"] = context.Connection.SoftwareName ?? "unknown",
            ["client_software_version"] = context.Connection.SoftwareVersion ?? "unknown",
            ["client_source_address"] = address,
            ["client_source_port"] = port.ToString(CultureInfo.InvariantCulture),
        };
    }

    private bool IsForgotten(ClientInstance instance)
    {
        var silent = loop.Clock.GetElapsedTime(instance.LastSeen);
        return silent > ShortestLife && silent.TotalMilliseconds > 3L * instance.PushIntervalMs;
    }

    private void Remove(ClientInstance gone)
    {
        // Under the same id there may be one that was told later, on another connection.
        if (_byId.TryGetValue(gone.Id, out var known) && ReferenceEquals(known.Value.Client, gone.Client))
        {
            _byId.Remove(gone.Id);
            _bySilence.Remove(known);
        }
    }

    private void Refresh()
    {
        if (ReferenceEquals(_seen, view.Image.Configs))
        {
            return;
        }

        _seen = view.Image.Configs;
        ImmutableArray<(string, ImmutableSortedDictionary<string, string> Own)> now =
            [.. _seen.Where(resource => resource.Key.Type == ConfigResourceType.ClientMetrics).Select(resource => (resource.Key.Name, resource.Value))];
        if (!now.SequenceEqual(_configured))
        {
            _configured = now;
            _subscriptions = [.. now.Select(subscription => new MetricsSubscription(subscription.Own))];
            _version++;
        }
    }
}
