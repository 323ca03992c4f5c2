using ApacheKafka;
using MiniKafka.CompatibilityTests.Groups;
using MiniKafka.CompatibilityTests.KafkaTools;

namespace MiniKafka.CompatibilityTests.OwnClients;

/// <summary>Our own consumer and Apache Kafka's in one group, on Apache Kafka's brokers as on ours.</summary>
[Collection(ApacheKafkaCollection.Name)]
[MeetsApacheKafka]
public sealed class OwnGroupTests(RunningApacheKafka kafka, OurBrokers ours) : IClassFixture<OurBrokers>
{
    [ApacheKafkaTheory]
    [InlineData(Peer.MiniKafka, "range")]
    [InlineData(Peer.MiniKafka, "cooperative-sticky")]
    [InlineData(Peer.OneApacheKafka, "range")]
    [InlineData(Peer.OneApacheKafka, "roundrobin")]
    [InlineData(Peer.OneApacheKafka, "sticky")]
    [InlineData(Peer.ThreeApacheKafkas, "cooperative-sticky")]
    public async Task A_group_with_a_Java_consumer_grows_and_shrinks_and_reads_everything(Peer peer, string assignor)
    {
        await using var cluster = await PeerCluster.OfAsync(peer, kafka, ours);
        await using var group = await TestGroup.OnAsync(cluster.BootstrapServers, assignor);
        var java = group.Join(MemberKind.Java);
        await group.SharedOutAsync((java, 6));
        await group.ProduceAsync();
        await group.AllReadAsync();

        var first = group.Join(MemberKind.MiniKafka);
        var second = group.Join(MemberKind.MiniKafka);
        await group.SharedOutAsync((java, 2), (first, 2), (second, 2));
        await group.ProduceAsync();
        await group.AllReadAsync();

        await second.StopAsync();
        await group.SharedOutAsync((java, 3), (first, 3));
        await java.StopAsync();
        await group.SharedOutAsync((first, 6));
        await group.ProduceAsync();
        await group.AllReadAsync();
        group.AssertNothingReadTwice();
    }
}
