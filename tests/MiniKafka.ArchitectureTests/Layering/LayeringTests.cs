using MiniKafka.Model;

namespace MiniKafka.ArchitectureTests.Layering;

public sealed class LayeringTests
{
    [Fact]
    public void Every_room_uses_only_the_rooms_below_it()
    {
        using var assembly = File.OpenRead(typeof(Acks).Assembly.Location);

        AssertNone(Rooms.Violations(AssemblyGraph.Read(assembly)));
    }

    [Fact]
    public void Every_permission_between_rooms_is_used()
    {
        using var assembly = File.OpenRead(typeof(Acks).Assembly.Location);

        AssertNone(Rooms.UnusedPermissions(AssemblyGraph.Read(assembly)));
    }

    [Fact]
    public void A_permission_that_nobody_uses_is_named()
    {
        var sentences = Rooms.UnusedPermissions(AssemblyGraph.Read(new MemoryStream(Snippet.Compile("""
            namespace MiniKafka.Model { public class Word; }
            namespace MiniKafka.Records { public class Batch { public MiniKafka.Model.Word? Word; } }
            """))));

        Assert.Contains("Records → Runtime is allowed, and nobody uses it", sentences);
        Assert.DoesNotContain("Records → Model is allowed, and nobody uses it", sentences);
    }

    [Fact]
    public void Every_namespace_belongs_to_a_room()
    {
        using var assembly = File.OpenRead(typeof(Acks).Assembly.Location);

        AssertNone([.. AssemblyGraph.Namespaces(assembly).Where(name => Rooms.RoomOf(name) is { } room && !Rooms.IsRoom(room))]);
    }

    [Theory]
    [InlineData("new MiniKafka.Protocol.ProduceResponse().ToString();")]
    [InlineData("System.Func<object> make = () => new MiniKafka.Protocol.ProduceResponse(); make();")]
    [InlineData("System.GC.KeepAlive(typeof(MiniKafka.Protocol.ProduceResponse));")]
    [InlineData("MiniKafka.Protocol.ProduceResponse[] none = []; System.GC.KeepAlive(none);")]
    [InlineData("try { Run(); } catch (System.Exception e) when (e.Data is MiniKafka.Protocol.ProduceResponse) { }")]
    public void A_use_inside_a_method_is_seen(string body)
    {
        var sentences = ViolationsOf($$"""
            namespace MiniKafka.Protocol { public class ProduceResponse; }
            namespace MiniKafka.Storage { public class BatchValidator { public void Run() { {{body}} } } }
            """);

        Assert.Equal(["Storage → Protocol: BatchValidator uses ProduceResponse"], sentences);
    }

    [Theory]
    [InlineData("class BatchValidator : MiniKafka.Protocol.ProduceResponse;")]
    [InlineData("class BatchValidator<T> where T : MiniKafka.Protocol.ProduceResponse;")]
    [InlineData("class BatchValidator { public System.Collections.Generic.List<MiniKafka.Protocol.ProduceResponse>? All; }")]
    [InlineData("class BatchValidator { class Inner { public void Take(ref MiniKafka.Protocol.ProduceResponse r) { } } }")]
    [InlineData("class BatchValidator { public void Take<T>(T t) where T : MiniKafka.Protocol.ProduceResponse { } }")]
    public void A_use_in_a_signature_is_seen(string declaration)
    {
        var sentences = ViolationsOf($$"""
            namespace MiniKafka.Protocol { public class ProduceResponse; }
            namespace MiniKafka.Storage.Indexes { public {{declaration}} }
            """);

        Assert.StartsWith("Storage → Protocol: BatchValidator", Assert.Single(sentences), StringComparison.Ordinal);
    }

    [Fact]
    public void An_attribute_is_a_use()
    {
        var sentences = ViolationsOf("""
            namespace MiniKafka.Protocol { public class KeyAttribute : System.Attribute; }
            namespace MiniKafka.Records { [MiniKafka.Protocol.Key] public class Batch; }
            """);

        Assert.Equal(["Records → Protocol: Batch uses KeyAttribute"], sentences);
    }

    [Fact]
    public void Nobody_uses_the_root_namespace()
    {
        var sentences = ViolationsOf("""
            namespace MiniKafka { public class KafkaCluster; }
            namespace MiniKafka.Broker { public class Node { public KafkaCluster? Cluster; } }
            """);

        Assert.Equal(["Broker → (root): Node uses KafkaCluster"], sentences);
    }

    [Fact]
    public void A_room_that_is_not_in_the_table_is_named()
    {
        var sentences = ViolationsOf("""
            namespace MiniKafka.Model { public class Word; }
            namespace MiniKafka.Utils { public class Drawer { public MiniKafka.Model.Word? Word; } }
            """);

        Assert.Equal(["Utils is no room of this house: Drawer lives there"], sentences);
    }

    [Fact]
    public void Uses_downward_and_inside_one_room_are_fine()
    {
        Assert.Empty(ViolationsOf("""
            namespace MiniKafka.Model { public class Word; }
            namespace MiniKafka.Storage.Indexes { public class Index { public MiniKafka.Model.Word? Word; } }
            namespace MiniKafka.Storage { public class Log { public Indexes.Index? Index; } }
            namespace MiniKafka { public class KafkaCluster { public Storage.Log? Log; } }
            """));
    }

    private static IReadOnlyList<string> ViolationsOf(string source) => Rooms.Violations(AssemblyGraph.Read(new MemoryStream(Snippet.Compile(source))));

    private static void AssertNone(IReadOnlyCollection<string> sentences)
        => Assert.True(sentences.Count == 0, string.Join(Environment.NewLine, sentences));
}
