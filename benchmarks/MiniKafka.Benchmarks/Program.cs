using BenchmarkDotNet.Running;
using MiniKafka.Benchmarks;

BenchmarkSwitcher.FromAssembly(typeof(ThroughputColumn).Assembly).Run(args);
