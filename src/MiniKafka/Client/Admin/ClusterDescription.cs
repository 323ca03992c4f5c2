namespace MiniKafka.Client.Admin;

/// <summary>The brokers of a cluster.</summary>
/// <param name="ClusterId">The cluster's id.</param>
/// <param name="Controller">Node id of the broker that stands for the controller; -1 when unknown.</param>
/// <param name="Brokers">The brokers that are alive, by node id.</param>
public sealed record ClusterDescription(string ClusterId, int Controller, IReadOnlyList<BrokerDescription> Brokers);

/// <summary>A broker.</summary>
/// <param name="NodeId">Its node id.</param>
/// <param name="Host">The host it advertises.</param>
/// <param name="Port">The port it advertises.</param>
/// <param name="Rack">Its rack, if it has one.</param>
public sealed record BrokerDescription(int NodeId, string Host, int Port, string? Rack);
