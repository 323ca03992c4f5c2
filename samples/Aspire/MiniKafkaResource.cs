using Aspire.Hosting.ApplicationModel;

namespace MiniKafka.Aspire;

/// <summary>A MiniKafka server as a part of an Aspire application: a process beside the others, whose address is its connection string.</summary>
public sealed class MiniKafkaResource : ExecutableResource, IResourceWithConnectionString
{
    internal const string EndpointName = "kafka";

    internal MiniKafkaResource(string name)
        : base(name, "dotnet", AppContext.BaseDirectory) => Endpoint = new EndpointReference(this, EndpointName);

    /// <summary>Where it listens.</summary>
    public EndpointReference Endpoint { get; }

    /// <summary>What the configuration of those that have a reference to it says under <c>ConnectionStrings</c>: Kafka's <c>bootstrap.servers</c>.</summary>
    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create($"{Endpoint.Property(EndpointProperty.HostAndPort)}");
}
