using MiniKafka.Metadata;
using MiniKafka.Model;
using MiniKafka.Network;
using BrokerRegistrationRequest = MiniKafka.Protocol.Messages.BrokerRegistrationRequest;

namespace MiniKafka.Broker.Membership;

/// <summary>What a broker registers with at the active controller.</summary>
internal static class OwnRegistration
{
    public static BrokerRegistrationRequest Of(
        BrokerOptions options, Uuid incarnation, IEnumerable<(string Name, NodeEndPoint Address)> addresses, IEnumerable<Uuid> logDirectories) => new()
    {
        BrokerId = options.NodeId,
        ClusterId = options.ClusterId,
        IncarnationId = incarnation,
        Listeners =
        [
            .. addresses.Select(address => new BrokerRegistrationRequest.Listener { Name = address.Name, Host = address.Address.Host, Port = (ushort)address.Address.Port }),
        ],
        Features =
        [
            .. ClusterFeatures.Supported.Select(feature => new BrokerRegistrationRequest.Feature
            {
                Name = feature.Key, MinSupportedVersion = feature.Value.Min, MaxSupportedVersion = feature.Value.Max,
            }),
        ],
        Rack = options.Config.Config.BrokerRack,
        LogDirs = [.. logDirectories],
    };
}
