using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>Cluster id, controller and brokers or controllers. Key 60, versions 0 to 2, flexible from 0.</summary>
[Request(ApiKey.DescribeCluster, 0, 2, FlexibleFrom = 0)]
internal sealed partial class DescribeClusterRequest
{
    public bool IncludeClusterAuthorizedOperations { get; set; }

    [Field(Since = 1)]
    public sbyte EndpointType { get; set; } = 1;

    [Field(Since = 2)]
    public bool IncludeFencedBrokers { get; set; }
}

/// <summary>The answer to <see cref="DescribeClusterRequest"/>.</summary>
[Response(ApiKey.DescribeCluster, 0, 2, FlexibleFrom = 0)]
internal sealed partial class DescribeClusterResponse
{
    public int ThrottleTimeMs { get; set; }

    public ErrorCode ErrorCode { get; set; }

    public string? ErrorMessage { get; set; }

    [Field(Since = 1)]
    public sbyte EndpointType { get; set; } = 1;

    public string ClusterId { get; set; } = "";

    public int ControllerId { get; set; } = -1;

    public List<DescribeClusterBroker> Brokers { get; set; } = [];

    public int ClusterAuthorizedOperations { get; set; } = int.MinValue;

    internal sealed partial class DescribeClusterBroker
    {
        public int BrokerId { get; set; }

        public string Host { get; set; } = "";

        public int Port { get; set; }

        public string? Rack { get; set; }

        [Field(Since = 2)]
        public bool IsFenced { get; set; }
    }
}
