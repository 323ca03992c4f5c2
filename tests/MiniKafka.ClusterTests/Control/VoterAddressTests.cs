using MiniKafka.ClusterTests.Wire;
using MiniKafka.Model;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.ClusterTests.Control;

/// <summary>Which addresses the voters' record has, and what listens there.</summary>
public sealed class VoterAddressTests : IDisposable
{
    private const string Remote = "controller.quorum.voters";
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("minikafka-voters-");

    [Fact]
    public async Task Controllers_that_reach_each_other_in_memory_have_no_address_and_none_is_told()
    {
        await using var kafka = await StartAsync(3);
        Assert.All(kafka.Nodes[0].Controller!.Quorum.Voters.Voters, voter => Assert.Empty(voter.Endpoints));
        Assert.Equal([(0, ""), (1, ""), (2, "")], await DescribedAsync(kafka));
    }

    [Fact]
    public async Task A_controller_listens_where_its_listener_says()
    {
        await using var kafka = await StartAsync(1, ("listeners", "PLAINTEXT://127.0.0.1:0,CONTROLLER://127.0.0.1:0"), ("controller.listener.names", "CONTROLLER"));
        var port = kafka.Brokers[0].Listeners.Single(bound => bound.Options.Name == "CONTROLLER").Bound.Port;
        Assert.Equal([(0, $"CONTROLLER://127.0.0.1:{port}")], await DescribedAsync(kafka));
        using var controller = await RawConnection.ToAsync("127.0.0.1", port);
        var told = await controller.AskAsync(Question(), 2);
        Assert.Equal((ErrorCode.None, 0), (told.ErrorCode, told.Topics[0].Partitions[0].LeaderId));
        var controllers = await controller.AskAsync(new DescribeClusterRequest { EndpointType = 2 }, 2);
        Assert.Equal((ErrorCode.None, 0, "127.0.0.1", port), (controllers.ErrorCode, controllers.ControllerId, Assert.Single(controllers.Brokers).Host, controllers.Brokers[0].Port));
        Assert.Equal(ErrorCode.MismatchedEndpointType, (await controller.AskAsync(new DescribeClusterRequest { EndpointType = 1 }, 2)).ErrorCode);
        var unserved = await controller.AskAsync(new ApiVersionsRequest { ClientSoftwareName = "raw", ClientSoftwareVersion = "1" }, 4);
        Assert.DoesNotContain(unserved.ApiKeys, api => api.ApiKey == (short)Protocol.ApiKey.Produce);
    }

    [Fact]
    public async Task A_controller_at_every_address_is_known_by_the_machines_name()
    {
        await using var kafka = await StartAsync(1, ("listeners", "PLAINTEXT://127.0.0.1:0,CONTROLLER://0.0.0.0:0"), ("controller.listener.names", "CONTROLLER"));
        Assert.Equal($"CONTROLLER://{System.Net.Dns.GetHostName()}:{kafka.Brokers[0].Listeners.Single(bound => bound.Options.Name == "CONTROLLER").Bound.Port}", InRecord(kafka)[0]);
    }

    [Fact]
    public async Task Each_of_several_controllers_stands_in_the_record_with_a_port_of_its_own()
    {
        await using var kafka = await StartAsync(3, ("listeners", "PLAINTEXT://127.0.0.1:0,CTRL://127.0.0.1:0"), ("controller.listener.names", "CTRL"));
        var expected = kafka.Brokers.Select(broker => (broker.Id, $"CTRL://127.0.0.1:{broker.Listeners.Single(bound => bound.Options.Name == "CTRL").Bound.Port}"));
        Assert.Equal(expected, await DescribedAsync(kafka));
    }

    [Fact]
    public async Task Addresses_that_are_there_stay_and_a_setting_replaces_them()
    {
        (string, string)[] listening = [("listeners", "PLAINTEXT://127.0.0.1:0,CONTROLLER://127.0.0.1:0"), ("controller.listener.names", "CONTROLLER")];
        string[] first;
        await using (var kafka = await StartAsync(3, listening))
        {
            first = InRecord(kafka);
            Assert.Equal(3, first.Distinct().Count());
            Assert.All(first, address => Assert.StartsWith("CONTROLLER://127.0.0.1:", address, StringComparison.Ordinal));
        }

        // Nobody says where controllers are: what the record says, from another program perhaps, is not touched, though nobody listens there.
        await using (var kafka = await StartAsync(3))
        {
            Assert.Equal(first, InRecord(kafka));
            Assert.Equal([(0, ""), (1, ""), (2, "")], await DescribedAsync(kafka));
        }

        // Before a move: the addresses of other machines, which nothing here can listen at.
        await using (var kafka = await StartAsync(3, (Remote, "0@kafka-0.example:9093,1@kafka-1.example:9093,2@kafka-2.example:9093")))
        {
            string[] moved = [.. Enumerable.Range(0, 3).Select(id => $"CONTROLLER://kafka-{id}.example:9093")];
            await kafka.UntilAsync(() => InRecord(kafka).SequenceEqual(moved), "the addresses of the setting");
        }
    }

    [Fact]
    public async Task Voters_that_are_named_are_those_of_a_new_cluster()
    {
        await using var kafka = await StartAsync(3, (Remote, "1@127.0.0.1:9193"));
        Assert.Equal([1], kafka.Nodes[0].Controller!.Quorum.Voters.Ids);
    }

    [Fact]
    public async Task A_voter_that_is_none_of_the_brokers_fails_the_start()
    {
        var refused = await Assert.ThrowsAsync<KafkaException>(() => StartAsync(1, (Remote, "1@127.0.0.1:9193")));
        Assert.Contains("names the voter 1, but the brokers of this cluster are 0", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _data.Delete(recursive: true);

    private Task<KafkaCluster> StartAsync(int brokers, params (string Key, string Value)[] properties) => KafkaCluster.StartAsync(options =>
    {
        options.BrokerCount = brokers;
        options.DataDirectory = _data.FullName;
        foreach (var (key, value) in properties)
        {
            options.Properties[key] = value;
        }
    });

    private static string[] InRecord(KafkaCluster kafka) => [.. kafka.Nodes[0].Controller!.Quorum.Voters.Voters.Select(voter =>
        string.Join(',', voter.Endpoints.Select(endpoint => $"{endpoint.Name}://{endpoint.Host}:{endpoint.Port}")))];

    /// <summary>The voters with their endpoints as the leader describes them.</summary>
    private static async Task<IEnumerable<(int Id, string Endpoints)>> DescribedAsync(KafkaCluster kafka)
    {
        await kafka.WaitForControllerAsync();
        var leader = kafka.Nodes.Single(node => node.Controller!.Quorum.IsLeader);
        var told = await leader.Loop.InvokeAsync(() => Task.FromResult(leader.Controller!.Quorum.Handle(Question())));
        return told.Nodes.Select(node => (node.NodeId, string.Join(',', node.Listeners.Select(endpoint => $"{endpoint.Name}://{endpoint.Host}:{endpoint.Port}"))));
    }

    private static DescribeQuorumRequest Question() => new() { Topics = [new() { TopicName = "__cluster_metadata", Partitions = [new()] }] };
}
