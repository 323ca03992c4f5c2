using System.Diagnostics;

namespace ApacheKafka;

/// <summary>
/// The classes that stand between the tests and Apache Kafka, in a jar, and an archive of all classes that a node loads: Java maps it into
/// each process instead of reading and checking thousands of classes anew, which is a good third of what a start costs.
/// </summary>
internal sealed class JavaClasses
{
    // A wrong or missing archive is only slower, and must not be told of on the output that the tests listen to.
    private const string WithoutWarnings = "-Xlog:disable";

    private readonly string _archive;
    private readonly string[] _arguments;

    private JavaClasses(string folder, string libraries, string[] arguments)
    {
        var jar = Path.Combine(folder, "classes.jar");
        _archive = Path.Combine(folder, "classes.jsa");
        _arguments = [WithoutWarnings, .. arguments, "-cp", $"{jar}{Path.PathSeparator}{libraries}"];
        var classes = Path.Combine(folder, "classes");
        Succeed(Run("javac", "", ["-proc:none", "-d", classes, "-cp", libraries, .. Directory.GetFiles(folder, "*.java")]));
        Succeed(Run("jar", "", ["--create", "--file", jar, "-C", classes, "."]));
    }

    /// <summary>What Java is started with to have them.</summary>
    public string[] Arguments => [$"-XX:SharedArchiveFile={_archive}", .. _arguments];

    /// <summary>Compiles the sources in the folder, and archives what a node loads while it starts and stops.</summary>
    /// <param name="folder">Where the sources are, and the results go.</param>
    /// <param name="libraries">The class path of Apache Kafka.</param>
    /// <param name="arguments">What else every process is started with: an archive is good for those alone.</param>
    public static JavaClasses Prepare(string folder, string libraries, string[] arguments)
    {
        var classes = new JavaClasses(folder, libraries, arguments);
        classes.Archive();
        return classes;
    }

    public static (int ExitCode, string Said) Run(string program, string input, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.StandardInput.Write(input);
        process.StandardInput.Flush();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output.GetAwaiter().GetResult() + errors);
    }

    /// <summary>One node starts and, told to before, stops at once.</summary>
    private void Archive()
    {
        var folder = Directory.CreateTempSubdirectory("minikafka-classes-");
        try
        {
            var node = ApacheKafkaNode.InFolder(folder.FullName, 1)[0];
            var properties = ApacheKafkaCluster.WriteProperties(node, [node], new Dictionary<string, string>());
            Succeed(Run("java", "stop\n", [$"-XX:ArchiveClassesAtExit={_archive}", .. _arguments, "KafkaNodes", ApacheKafkaCluster.Format, properties]));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Succeed((int ExitCode, string Said) run)
    {
        if (run.ExitCode != 0)
        {
            throw new InvalidOperationException($"Java's classes could not be prepared ({run.ExitCode}): {run.Said}");
        }
    }
}
